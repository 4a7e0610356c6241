import { utf16Of } from './guess-encoding.ts'

/** How the lines of a text end. */
export type LineEnd = 'lf' | 'crlf' | 'cr' | 'mixed' | 'none'

/** Counts lines, their ends and blank ones as a text streams by. */
export class LineCount {
  blankLines = 0
  private feeds = 0
  private returns = 0
  private pairs = 0
  private last = 0x0a
  private readonly encoding: string | undefined
  private utf16: TextDecoder | null | undefined

  constructor(encoding: string | undefined) {
    this.encoding = encoding
  }

  /** A character of UTF-16 may hold the byte of a line end, so that it is read as text first. */
  take(chunk: Buffer, head: Buffer): void {
    if (this.utf16 === undefined) {
      const name = this.encoding ?? utf16Of(head) ?? ''
      this.utf16 = name.startsWith('utf-16') ? new TextDecoder(name) : null
    }
    const bytes = this.utf16 ? Buffer.from(this.utf16.decode(chunk, { stream: true })) : chunk
    this.countFeeds(bytes)
    if (bytes.includes(0x0d)) this.countReturns(bytes)
    this.last = bytes.at(-1) ?? this.last
  }

  /** Line ends so far. */
  ends(): number {
    return this.feeds + this.returns - this.pairs
  }

  /** Lines so far, blank ones too. */
  lines(): number {
    return this.last === 0x0a || this.last === 0x0d ? this.ends() : this.ends() + 1
  }

  lineEnd(): LineEnd {
    const kinds: LineEnd[] = []
    if (this.feeds > this.pairs) kinds.push('lf')
    if (this.pairs > 0) kinds.push('crlf')
    if (this.returns > this.pairs) kinds.push('cr')
    return kinds.length > 1 ? 'mixed' : (kinds[0] ?? 'none')
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
