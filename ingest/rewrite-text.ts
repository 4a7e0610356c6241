import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Encoding } from './inspect-file.ts'

/**
 * Writes `source` to `target` as plain UTF-8. With `tidyLines`, line ends outside quotes become
 * `\n` and blank lines go, so that a reader's record numbers are those of the data.
 */
export async function rewriteText(
  source: string,
  target: string,
  options: { encoding: Encoding; tidyLines: boolean },
): Promise<void> {
  const bytes = createReadStream(source, { highWaterMark: 1 << 20 })
  const decoder = new TextDecoder(options.encoding, { fatal: true })
  const tidy = options.tidyLines ? tidyLines() : (text: string) => text
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

/** A stateful step over pieces of CSV text. */
function tidyLines(): (text: string) => string {
  let isQuoted = false
  let isLineEmpty = true
  return (text) => {
    let result = ''
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const sign = text[at]
      if (sign === '"') isQuoted = !isQuoted
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
