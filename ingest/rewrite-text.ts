import { createReadStream, createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UserError } from '../core/errors.ts'

/**
 * Writes `source` to `target` as plain UTF-8 without the first `linesBefore` lines. With
 * `tidyLines`, line ends outside quotes become `\n` and blank lines go, so that a reader's record
 * numbers are those of the data. Throws a UserError where the bytes are not of the encoding.
 */
export async function rewriteText(
  source: string,
  target: string,
  options: { encoding: string; quote: string; tidyLines: boolean; linesBefore: number },
): Promise<void> {
  const bytes = createReadStream(source, { highWaterMark: 1 << 20 })
  const out = createWriteStream(target, { mode: 0o600 })
  const decode = decodeText(basename(source), options)
  if (source.endsWith('.gz')) await pipeline(bytes, createGunzip(), decode, out)
  else await pipeline(bytes, decode, out)
}

function decodeText(name: string, options: Parameters<typeof rewriteText>[2]): Transform {
  const decoder = new TextDecoder(options.encoding, { fatal: true })
  const skip = skipLines(options.linesBefore)
  const tidy = options.tidyLines ? tidyLines(options.quote) : (text: string) => text
  const step = (chunk: Buffer | undefined, done: (error: Error | null, text?: string) => void) => {
    let text: string
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      done(wrongBytes(name, options.encoding))
      return
    }
    done(null, tidy(skip(text)))
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => step(chunk, done),
    flush: (done) => step(undefined, done),
  })
}

function wrongBytes(name: string, encoding: string): UserError {
  return new UserError(
    `${name}: the encoding cannot be decided: it looks like ${encoding}, but some of its bytes are not.`,
    {
      hint: 'ask the sending team for the file again, and for its encoding; the whole file is held.',
    },
  )
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

const beforeCell = new Set(['\n', '\r', ',', ';', '\t', '|'])

/** A stateful step over pieces of CSV text. A quote within a cell, as in 5", is a plain sign. */
function tidyLines(quote: string): (text: string) => string {
  let isQuoted = false
  let isLineEmpty = true
  let before = '\n'
  return (text) => {
    let result = ''
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const sign = text[at] ?? ''
      const isEnd = sign === '\n' || sign === '\r'
      if (sign === quote && (isQuoted || beforeCell.has(before))) {
        isQuoted = !isQuoted
        before = isQuoted ? sign : '|' // a doubled quote goes on with the cell
      } else if (sign !== ' ' || !beforeCell.has(before)) before = sign
      if (isQuoted || !isEnd) {
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
