import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UserError } from '../core/errors.ts'
import { type GuessedEncoding, guessEncoding } from './guess-encoding.ts'
import { LineCount, type LineEnd } from './line-count.ts'
import { headBytes, TextSurvey } from './text-survey.ts'

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
  readonly lineEnd: LineEnd
  /** Lines of the file, blank ones too. */
  readonly lines: number
  readonly blankLines: number
  /** Blank lines or mixed line ends: the text must be rewritten before it can be counted. */
  readonly hasOddLines: boolean
}

const pieceBytes = 1 << 20

/** Reads a text file once. Gzip is seen through. `encoding` is taken as given, not guessed. */
export async function inspectText(path: string, encoding?: string): Promise<TextFacts> {
  const declared = encoding === undefined ? undefined : knownEncoding(encoding)
  const hash = createHash('sha256')
  let bytes = 0
  const delivered = new PassThrough({ highWaterMark: pieceBytes })
  delivered.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    bytes += chunk.length
  })
  const lines = new LineCount(declared)
  const survey = new TextSurvey(lines)
  const source = createReadStream(path, { highWaterMark: pieceBytes })
  if (path.endsWith('.gz')) await pipeline(source, delivered, createGunzip(), survey)
  else await pipeline(source, delivered, survey)
  const guessed = declared === undefined ? guessEncoding(survey.evidence()) : { name: declared }
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
    lineEnd: lines.lineEnd(),
    lines: lines.lines(),
    blankLines: lines.blankLines,
    hasOddLines: lines.blankLines > 0 || ['mixed', 'cr'].includes(lines.lineEnd()),
  }
}

/** The one name of an encoding: `gbk` and `GB2312` are `gbk`, `latin1` is `windows-1252`. */
function knownEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding
  } catch {
    throw new UserError(`There is no encoding "${name}".`, {
      hint: 'name one such as utf-8, gb18030, big5 or windows-1252 in the source (read.encoding).',
    })
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
