import type { FileRead } from './define-source.ts'
import { narrow } from './fields.ts'
import { firstRecords, type TextRecord } from './first-records.ts'

/** How the records of a text file are cut into cells, and what its columns are called. */
export interface FoundHeader {
  /** Column names as delivered, trimmed; an empty one is `column_3`, a repeated one ends in `_2`. */
  readonly names: readonly string[]
  /** The cells of the header line, one per name. */
  readonly cells: readonly string[]
  readonly delimiter: string
  readonly quote: string
  /** Lines before the header; 0 when it is the first. */
  readonly linesBefore: number
  /** False where the source names the columns because files have no header. */
  readonly hasLine: boolean
}

const delimiters = [',', ';', '\t', '|'] as const
const quotes = ['"', "'"] as const

/**
 * Finds the header of a text file: the delimiter, the quote and the line that make most of the
 * cells known names; among equal ones those that unwrap most cells and cut the records evenly.
 * `known` holds plain names, see `plainHeader`.
 */
export function findHeader(head: string, read: FileRead, known: ReadonlySet<string>): FoundHeader {
  const signs = (read.quote === undefined ? quotes : [read.quote]).flatMap((quote) =>
    (read.delimiter === undefined ? delimiters : [read.delimiter]).map((delimiter) => ({
      delimiter,
      quote,
    })),
  )
  const choices = signs.flatMap((sign) => choicesOf(head, sign, read, known))
  const [first = nothing] = choices
  const best = choices.reduce((one, other) => (isBetter(other, one) ? other : one), first)
  const { delimiter, quote } = best
  if (read.header !== undefined) {
    const names = uniqueNames(read.header)
    return { names, cells: read.header, delimiter, quote, linesBefore: 0, hasLine: false }
  }
  const cells = fitCells(best.cells, best.rows)
  const names = uniqueNames(cells)
  return { names, cells, delimiter, quote, linesBefore: best.line, hasLine: true }
}

/** The form in which headers are compared: no blanks, ASCII width, lower case. */
export function plainHeader(name: string): string {
  return narrow(name.replace(/[\s\u00a0\u3000\ufeff]+/g, '')).toLowerCase()
}

/** Names under which a query can tell the columns apart. */
export function uniqueNames(cells: readonly string[]): readonly string[] {
  const seen = new Set(['_structure'])
  return cells.map((cell, position) => {
    const trimmed = trimHeader(cell)
    const name = trimmed === '' ? `column_${position + 1}` : trimmed
    let unique = name
    for (let count = 2; seen.has(unique.toLowerCase()); count++) unique = `${name}_${count}`
    seen.add(unique.toLowerCase())
    return unique
  })
}

/** A header without blanks and byte order marks around it. */
export function trimHeader(cell: string): string {
  return cell.replace(/^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000\ufeff]+$/g, '')
}

interface Choice extends TextRecord {
  readonly delimiter: string
  readonly quote: string
  /** The records after it. */
  readonly rows: readonly (readonly string[])[]
  /** What is compared, most important first; more is better. */
  readonly rank: readonly number[]
}

const nothing: Choice = {
  delimiter: ',',
  quote: '"',
  cells: [''],
  line: 0,
  quoted: 0,
  rows: [],
  rank: [],
}

function choicesOf(
  head: string,
  { delimiter, quote }: { delimiter: string; quote: string },
  read: FileRead,
  known: ReadonlySet<string>,
): readonly Choice[] {
  const records = firstRecords(head, delimiter, quote)
  const quoted = records.reduce((sum, record) => sum + record.quoted, 0)
  // an apostrophe is a quote only where it is used as one
  if (quote !== (read.quote ?? quotes[0]) && quoted === 0) return []
  return records.map((record, place) => {
    const rows = records.slice(place + 1).map((each) => each.cells)
    const names = new Set(record.cells.map(plainHeader).filter((name) => known.has(name))).size
    const width = read.header?.length ?? record.cells.length
    const even = [record.cells, ...rows].filter((cells) => cells.length === width).length
    // without any known name the first line with most cells is shown to a person
    const cells = names === 0 && read.header === undefined ? record.cells.length : 0
    return { ...record, delimiter, quote, rows, rank: [names, -place, cells, quoted, even] }
  })
}

function isBetter(one: Choice, other: Choice): boolean {
  const at = one.rank.findIndex((value, index) => value !== other.rank[index])
  return at >= 0 && (one.rank[at] ?? 0) > (other.rank[at] ?? 0)
}

/**
 * Header cells as many as the records have: one more where records begin with a row number that
 * has no name or end in a delimiter, one less where only the header ends in one.
 */
function fitCells(
  cells: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const isUsual = (some: readonly unknown[]) => some.length * 2 > rows.length
  const longer = rows.filter((row) => row.length === cells.length + 1)
  if (isUsual(longer)) {
    if (longer.every((row) => row.at(-1)?.trim() === '')) return [...cells, '']
    if (isRowNumber(longer.map((row) => row[0] ?? ''))) return ['', ...cells]
  }
  const shorter = rows.filter((row) => row.length === cells.length - 1)
  return cells.at(-1)?.trim() === '' && isUsual(shorter) ? cells.slice(0, -1) : cells
}

/** 0, 1, 2 … or 1, 2, 3 …, which no cell of a contract is likely to be. */
function isRowNumber(cells: readonly string[]): boolean {
  const first = Number(cells[0])
  return (
    cells.length > 1 &&
    (first === 0 || first === 1) &&
    cells.every((cell, index) => cell.trim() === String(first + index))
  )
}
