import type { FileRead } from './define-source.ts'
import { narrow } from './fields.ts'

/** How the records of a text file are cut into cells, and what its columns are called. */
export interface FoundHeader {
  /** Column names as delivered, trimmed; an empty one is `column_3`, a repeated one ends in `_2`. */
  readonly names: readonly string[]
  readonly delimiter: string
  readonly quote: string
  /** Lines before the header; 0 when it is the first. */
  readonly linesBefore: number
  /** False where the source names the columns because files have no header. */
  readonly hasLine: boolean
}

const delimiters = [',', ';', '\t', '|'] as const
const quotes = ['"', "'"] as const
const linesSearched = 20

/**
 * Finds the header of a text file: the delimiter, the quote and the line that make most of the
 * cells known names. `known` holds plain names, see `plainHeader`.
 */
export function findHeader(head: string, read: FileRead, known: ReadonlySet<string>): FoundHeader {
  const tried = (read.quote === undefined ? quotes : [read.quote]).flatMap((quote) =>
    (read.delimiter === undefined ? delimiters : [read.delimiter]).map((delimiter) => ({
      delimiter,
      quote,
      records: firstRecords(head, delimiter, quote),
    })),
  )
  const choices = tried.flatMap(({ records, ...signs }) =>
    records.map((record, place) => ({
      ...signs,
      ...record,
      place,
      score: score(record.cells, known),
    })),
  )
  const best = choices.reduce(
    (one, other) => (isBetter(other, one) ? other : one),
    choices[0] ?? { delimiter: ',', quote: '"', cells: [''], line: 0, place: 0, score: 0 },
  )
  const { delimiter, quote } = best
  if (read.header !== undefined) {
    return { names: uniqueNames(read.header), delimiter, quote, linesBefore: 0, hasLine: false }
  }
  return { names: uniqueNames(best.cells), delimiter, quote, linesBefore: best.line, hasLine: true }
}

/** The form in which headers are compared: no blanks, ASCII width, lower case. */
export function plainHeader(name: string): string {
  return narrow(name.replace(/[\s\u00a0\u3000\ufeff]+/g, '')).toLowerCase()
}

/** Names under which a query can tell the columns apart. */
export function uniqueNames(cells: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, position) => {
    const trimmed = cell.replace(/^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000\ufeff]+$/g, '')
    const name = trimmed === '' ? `column_${position + 1}` : trimmed
    const count = (seen.get(name.toLowerCase()) ?? 0) + 1
    seen.set(name.toLowerCase(), count)
    return count === 1 ? name : `${name}_${count}`
  })
}

interface Choice {
  readonly score: number
  readonly place: number
  readonly cells: readonly string[]
}

/** Most known names; without any, most cells of the first record. */
function isBetter(one: Choice, other: Choice): boolean {
  if (one.score !== other.score) return one.score > other.score
  if (one.place !== other.place) return one.place < other.place
  return one.score === 0 && one.cells.length > other.cells.length
}

function score(cells: readonly string[], known: ReadonlySet<string>): number {
  return new Set(cells.map(plainHeader).filter((name) => known.has(name))).size
}

interface TextRecord {
  readonly cells: readonly string[]
  /** Line ends before it. */
  readonly line: number
}

/** The first non-empty records of a text. */
function firstRecords(text: string, delimiter: string, quote: string): TextRecord[] {
  const records: TextRecord[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let line = 0
  let startLine = 0
  const end = () => {
    if (cells.length > 0 || cell.trim() !== '') {
      records.push({ cells: [...cells, cell], line: startLine })
    }
    cells = []
    cell = ''
  }
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    const isLineEnd = sign === '\n' || (sign === '\r' && text[at + 1] !== '\n')
    if (isLineEnd) line++
    if (sign === quote && isQuoted && text[at + 1] === quote) {
      cell += quote
      at++
    } else if (sign === quote && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted
    else if (!isQuoted && (isLineEnd || sign === '\r')) {
      if (!isLineEnd) continue
      end()
      if (records.length === linesSearched) return records
      startLine = line
    } else if (!isQuoted && sign === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  end()
  return records
}
