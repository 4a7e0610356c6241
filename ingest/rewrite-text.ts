import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/**
 * Writes `source` to `target` as plain UTF-8 without the first `linesBefore` lines. With
 * `tidyLines`, line ends outside quotes become `\n` and blank lines go, so that a reader's record
 * numbers are those of the data. Throws a TypeError where the bytes are not of the encoding.
 */
export async function rewriteText(
  source: string,
  target: string,
  options: { encoding: string; quote: string; tidyLines: boolean; linesBefore: number },
): Promise<void> {
  const bytes = createReadStream(source, { highWaterMark: 1 << 20 })
  const decoder = new TextDecoder(options.encoding, { fatal: true })
  const skip = skipLines(options.linesBefore)
  const tidyText = options.tidyLines ? tidyLines(options.quote) : (text: string) => text
  const tidy = (text: string) => tidyText(skip(text))
  const decode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, tidy(decoder.decode(chunk, { stream: true })))
    },
    flush(done) {
      done(null, tidy(decoder.decode()))
    },
  })
  const out = createWriteStream(target, { mode: 0o600 })
  if (source.endsWith('.gz')) await pipeline(bytes, createGunzip(), decode, out)
  else await pipeline(bytes, decode, out)
}

/** Drops the first lines of a text that comes in pieces, whatever ends them. */
function skipLines(count: number): (text: string) => string {
  let left = count
  let afterReturn = false
  return (text) => {
    let at = 0
    for (; left > 0 && at < text.length; at++) {
      const sign = text[at]
      if ((sign === '\n' && !afterReturn) || sign === '\r') left--
      afterReturn = sign === '\r'
    }
    if (left === 0 && afterReturn && at < text.length) {
      if (text[at] === '\n') at++
      afterReturn = false
    }
    return at === 0 ? text : text.slice(at)
  }
}

/** A stateful step over pieces of CSV text. */
function tidyLines(quote: string): (text: string) => string {
  let isQuoted = false
  let isLineEmpty = true
  return (text) => {
    let result = ''
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const sign = text[at]
      if (sign === quote) isQuoted = !isQuoted
      if (isQuoted || (sign !== '\n' && sign !== '\r')) {
        isLineEmpty = false
        continue
      }
      result += text.slice(from, at)
      if (!isLineEmpty) result += '\n'
      isLineEmpty = true
      from = at + 1
    }
    return result + text.slice(from)
  }
}
