import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { PassThrough, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type GuessedEncoding, guessEncoding } from './guess-encoding.ts'

/** Hash and size of a file as delivered. */
export interface BinaryFacts {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** What one pass over a text file tells. */
export interface TextFacts extends BinaryFacts {
  readonly encoding: GuessedEncoding
  /** The first part of the text, enough for a header; empty where the encoding is in doubt. */
  readonly head: string
  readonly hasBom: boolean
  readonly lineEnd: 'lf' | 'crlf' | 'cr' | 'mixed' | 'none'
  /** Lines of the file, blank ones too. */
  readonly lines: number
  readonly blankLines: number
  /** Blank lines or mixed line ends: the text must be rewritten before it can be counted. */
  readonly hasOddLines: boolean
}

const headBytes = 256 * 1024
const pieceBytes = 1 << 20

/** Reads a text file once. Gzip is seen through. `encoding` is taken as given, not guessed. */
export async function inspectText(path: string, encoding?: string): Promise<TextFacts> {
  const hash = createHash('sha256')
  let bytes = 0
  const delivered = new PassThrough({ highWaterMark: pieceBytes })
  delivered.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    bytes += chunk.length
  })
  const survey = new TextSurvey()
  const source = createReadStream(path, { highWaterMark: pieceBytes })
  if (path.endsWith('.gz')) await pipeline(source, delivered, createGunzip(), survey)
  else await pipeline(source, delivered, survey)
  const guessed = encoding === undefined ? guessEncoding(survey.evidence()) : { name: encoding }
  const head =
    'doubt' in guessed
      ? ''
      : new TextDecoder(guessed.name).decode(survey.head, { stream: true }).replace(/^\ufeff/, '')
  return {
    sha256: hash.digest('hex'),
    bytes,
    encoding: guessed,
    head,
    hasBom: hasBom(survey.head),
    lineEnd: survey.lineEnd(),
    lines: survey.lines(),
    blankLines: survey.blankLines,
    hasOddLines: survey.hasOddLines,
  }
}

/** Hash and size of a file that is not text. */
export async function inspectBinary(path: string): Promise<BinaryFacts> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** The first part of a plain UTF-8 text, enough for a header. */
export function readHead(path: string): string {
  const handle = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(headBytes)
    return new TextDecoder().decode(buffer.subarray(0, readSync(handle, buffer)), { stream: true })
  } finally {
    closeSync(handle)
  }
}

/** What tells whether a file is still the one that was looked at. */
export function fileStamp(path: string): string {
  const { size, mtimeMs, ino } = statSync(path)
  return `${size}:${Math.round(mtimeMs * 1000)}:${ino}`
}

function hasBom(head: Buffer): boolean {
  const start = head.subarray(0, 3).toString('hex')
  return start === 'efbbbf' || start.startsWith('fffe') || start.startsWith('feff')
}

/** Looks at the bytes of a text as they stream by. */
class TextSurvey extends Writable {
  head: Buffer = Buffer.alloc(0)
  private sample: Buffer = Buffer.alloc(0)
  private couldBeUtf8 = true
  private rest: Buffer = Buffer.alloc(0)
  blankLines = 0
  private feeds = 0
  private returns = 0
  private pairs = 0
  private last = 0x0a

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.head.length < headBytes) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, headBytes - this.head.length)])
    }
    if (this.couldBeUtf8) this.checkUtf8(chunk)
    if (!this.couldBeUtf8) this.takeSample(chunk)
    this.countFeeds(chunk)
    if (chunk.includes(0x0d)) this.countReturns(chunk)
    this.last = chunk.at(-1) ?? this.last
    done()
  }

  evidence() {
    const isWhole = this.rest.length === 0 || isUtf8(this.rest)
    if (this.couldBeUtf8 && !isWhole) this.takeSample(this.rest)
    return { head: this.head, sample: this.sample, isUtf8: this.couldBeUtf8 && isWhole }
  }

  get hasOddLines(): boolean {
    return this.blankLines > 0 || ['mixed', 'cr'].includes(this.lineEnd())
  }

  lineEnd(): TextFacts['lineEnd'] {
    const kinds: TextFacts['lineEnd'][] = []
    if (this.feeds > this.pairs) kinds.push('lf')
    if (this.pairs > 0) kinds.push('crlf')
    if (this.returns > this.pairs) kinds.push('cr')
    return kinds.length > 1 ? 'mixed' : (kinds[0] ?? 'none')
  }

  lines(): number {
    const ends = this.feeds + this.returns - this.pairs
    return this.last === 0x0a || this.last === 0x0d ? ends : ends + 1
  }

  /** Checks up to the last line end, which never splits a character. */
  private checkUtf8(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const cut = bytes.lastIndexOf(0x0a) + 1
    this.couldBeUtf8 = isUtf8(bytes.subarray(0, cut))
    this.rest = Buffer.from(bytes.subarray(cut))
  }

  /** Keeps what follows the first byte beyond ASCII of the piece that is not UTF-8. */
  private takeSample(chunk: Buffer): void {
    const wanted = headBytes - this.sample.length
    if (wanted === 0) return
    const from = this.sample.length > 0 ? 0 : chunk.findIndex((byte) => byte >= 0x80)
    if (from >= 0) this.sample = Buffer.concat([this.sample, chunk.subarray(from, from + wanted)])
  }

  private countFeeds(chunk: Buffer): void {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) {
      const before = at === 0 ? this.last : chunk[at - 1]
      this.feeds++
      if (before === 0x0d) this.pairs++
      else if (before === 0x0a) this.blankLines++
    }
  }

  private countReturns(chunk: Buffer): void {
    for (let at = chunk.indexOf(0x0d); at >= 0; at = chunk.indexOf(0x0d, at + 1)) {
      const before = at === 0 ? this.last : chunk[at - 1]
      this.returns++
      if (before === 0x0a || before === 0x0d) this.blankLines++
    }
  }
}
