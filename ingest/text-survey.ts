import { isAscii, isUtf8 } from 'node:buffer'
import { Writable } from 'node:stream'
import { type EncodingEvidence, hasByteFrom, isWideUtf8 } from './guess-encoding.ts'
import type { LineCount } from './line-count.ts'

/** How much of a text is kept: enough for a header, and to tell its encoding. */
export const headBytes = 256 * 1024

/** Looks at the bytes of a text as they stream by: what encoding they may be. */
export class TextSurvey extends Writable {
  readonly lines: LineCount
  head: Buffer = Buffer.alloc(0)
  private sample: Buffer = Buffer.alloc(0)
  private couldBeUtf8 = true
  private hasWideUtf8 = false
  private badLine: number | null = null
  private rest: Buffer = Buffer.alloc(0)

  constructor(lines: LineCount) {
    super()
    this.lines = lines
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.head.length < headBytes) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, headBytes - this.head.length)])
    }
    if (this.couldBeUtf8) this.checkUtf8(chunk)
    else {
      this.takeSample(chunk)
      this.checkJoin(chunk)
    }
    this.lines.take(chunk, this.head)
    done()
  }

  /** What was found, once all was looked at. */
  evidence(): EncodingEvidence {
    const isWhole = this.rest.length === 0 || isUtf8(this.rest)
    if (this.couldBeUtf8) this.takeSample(this.rest)
    return {
      head: this.head,
      sample: this.sample,
      isUtf8: this.couldBeUtf8 && isWhole,
      hasWideUtf8: this.hasWideUtf8 || isWideUtf8(this.rest) || isCutOff(this.rest),
      badLine: this.badLine ?? this.lines.ends() + 1,
    }
  }

  /** Checks up to the last ASCII byte, behind which no character is split. */
  private checkUtf8(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    let cut = bytes.length
    while (cut > 0 && (bytes[cut - 1] ?? 0) >= 0x80) cut--
    const whole = bytes.subarray(0, cut)
    this.couldBeUtf8 = isUtf8(whole)
    if (this.couldBeUtf8) {
      if (!this.hasWideUtf8 && !isAscii(whole)) {
        this.hasWideUtf8 = isWideUtf8(whole)
        this.takeSample(whole)
      }
      this.rest = Buffer.from(bytes.subarray(cut))
      return
    }
    const line = badLineStart(whole)
    this.hasWideUtf8 ||= isWideUtf8(whole.subarray(0, line.start))
    this.badLine = this.lines.ends() + line.feedsBefore + 1
    this.sample = Buffer.alloc(0)
    this.takeSample(bytes.subarray(line.start))
    this.rest = Buffer.alloc(0)
  }

  /** A later piece may be of another encoding, as in files that were joined end to end. */
  private checkJoin(chunk: Buffer): void {
    const start = chunk.indexOf(0x0a) + 1
    const end = chunk.lastIndexOf(0x0a)
    const last = chunk.subarray(chunk.lastIndexOf(0x0a, end - 1) + 1, end)
    const first = chunk.subarray(start, chunk.indexOf(0x0a, start))
    if (start > 0 && end > start) this.hasWideUtf8 ||= isWideUtf8(first) || isWideUtf8(last)
  }

  /** Keeps what follows the first byte beyond ASCII. */
  private takeSample(chunk: Buffer): void {
    const wanted = headBytes - this.sample.length
    if (wanted === 0 || (this.sample.length === 0 && isAscii(chunk))) return
    const from = this.sample.length > 0 ? 0 : chunk.findIndex((byte) => byte >= 0x80)
    if (from >= 0) this.sample = Buffer.concat([this.sample, chunk.subarray(from, from + wanted)])
  }
}

/** Whether bytes are wide UTF-8 but for a last character that is not whole. */
function isCutOff(bytes: Buffer): boolean {
  if (isUtf8(bytes) || !hasByteFrom(bytes, 0xe0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Where the first line begins that is not UTF-8; line ends never split a character. */
function badLineStart(bytes: Buffer): { start: number; feedsBefore: number } {
  let start = 0
  let feedsBefore = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, start)) {
    if (!isUtf8(bytes.subarray(start, at))) break
    start = at + 1
    feedsBefore++
  }
  return { start, feedsBefore }
}
