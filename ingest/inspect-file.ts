import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { PassThrough, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** What one pass over a file's bytes tells. */
export interface FileFacts {
  /** SHA-256 of the bytes as delivered, hexadecimal. */
  readonly sha256: string
  /** Size as delivered. */
  readonly bytes: number
  /** Undefined when the bytes are neither valid UTF-8, UTF-16 nor GB18030. */
  readonly encoding: Encoding | undefined
  /** The first part of the text, enough for a header. */
  readonly head: string
  /** Blank lines or mixed line ends: the text must be rewritten before it can be counted. */
  readonly hasOddLines: boolean
}

const headBytes = 256 * 1024

/** Reads a text file once: hash, size, encoding, first lines. Gzip is seen through. */
export async function inspectFile(path: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  const delivered = new PassThrough({ highWaterMark: 1 << 20 })
  delivered.on('data', (chunk: Buffer) => hash.update(chunk))
  const survey = new TextSurvey()
  const source = createReadStream(path, { highWaterMark: 1 << 20 })
  if (path.endsWith('.gz')) await pipeline(source, delivered, createGunzip(), survey)
  else await pipeline(source, delivered, survey)
  const encoding = survey.encoding()
  return {
    sha256: hash.digest('hex'),
    bytes: statSync(path).size,
    encoding,
    head: encoding === undefined ? '' : new TextDecoder(encoding).decode(survey.head),
    hasOddLines: survey.hasOddLines,
  }
}

/** Hash and size of a file that is not text. */
export async function inspectBinary(path: string): Promise<Pick<FileFacts, 'sha256' | 'bytes'>> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return { sha256: hash.digest('hex'), bytes: statSync(path).size }
}

/** Looks at the bytes of a text as they stream by. */
class TextSurvey extends Writable {
  head: Buffer = Buffer.alloc(0)
  hasOddLines = false
  private couldBeUtf8 = true
  private couldBeGb = true
  private readonly gb = new TextDecoder('gb18030', { fatal: true })
  private rest: Buffer = Buffer.alloc(0)
  private lineEnd: 'lf' | 'crlf' | undefined

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.head.length < headBytes) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, headBytes - this.head.length)])
    }
    this.checkUtf8(chunk)
    this.checkGb(chunk)
    this.checkLines(chunk)
    done()
  }

  encoding(): Encoding | undefined {
    const [first, second] = this.head
    if (first === 0xff && second === 0xfe) return 'utf-16le'
    if (first === 0xfe && second === 0xff) return 'utf-16be'
    const zeros = this.head.subarray(0, 200)
    if (zeros.length > 3 && zeros.includes(0)) {
      const even = zeros.filter((byte, index) => index % 2 === 0 && byte === 0).length
      return even > zeros.length / 8 ? 'utf-16be' : 'utf-16le'
    }
    if (this.couldBeUtf8 && (this.rest.length === 0 || isUtf8(this.rest))) return 'utf-8'
    return this.couldBeGb && this.endsCleanly() ? 'gb18030' : undefined
  }

  private endsCleanly(): boolean {
    try {
      this.gb.decode()
      return true
    } catch {
      return false
    }
  }

  /** Checks up to the last line end, which never splits a character. */
  private checkUtf8(chunk: Buffer): void {
    if (!this.couldBeUtf8) return
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const cut = bytes.lastIndexOf(0x0a) + 1
    this.couldBeUtf8 = isUtf8(bytes.subarray(0, cut))
    this.rest = Buffer.from(bytes.subarray(cut))
  }

  private checkGb(chunk: Buffer): void {
    if (!this.couldBeGb) return
    try {
      this.gb.decode(chunk, { stream: true })
    } catch {
      this.couldBeGb = false
    }
  }

  private checkLines(chunk: Buffer): void {
    if (this.hasOddLines) return
    const firstEnd = chunk.indexOf(0x0a)
    if (this.lineEnd === undefined && firstEnd >= 0) {
      this.lineEnd = chunk[firstEnd - 1] === 0x0d ? 'crlf' : 'lf'
    }
    this.hasOddLines =
      chunk.includes('\n\n') ||
      chunk.includes('\n\r') ||
      chunk.includes('\r\r') ||
      (this.lineEnd === 'crlf' ? hasBareLineFeed(chunk) : chunk.includes('\r'))
  }
}

function hasBareLineFeed(chunk: Buffer): boolean {
  for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) {
    if (at > 0 && chunk[at - 1] !== 0x0d) return true
  }
  return false
}
