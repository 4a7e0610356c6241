import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { type CompiledContract, rawColumn } from './compile-contract.ts'
import { type FileFormat, fileRead, type Source } from './define-source.ts'
import type { BinaryFacts, TextFacts } from './inspect-file.ts'
import { headersIn, type MappedColumns, mapColumns, type ReferenceCodes } from './map-columns.ts'
import { maskSql } from './mask.ts'
import { plainHeader } from './read-header.ts'

/** A delivery, found and hashed. */
export interface InspectedFile {
  readonly path: string
  /** Path below the inbox, as people name it. */
  readonly name: string
  readonly format: FileFormat
  readonly facts: BinaryFacts | TextFacts
}

/** What a reader needs to know of the source it reads for. */
export interface Reading {
  readonly source: Source
  readonly compiled: CompiledContract
  readonly codes: ReferenceCodes
  /** A private folder for what is made while reading. */
  readonly scratch: string
  /** Columns to keep although the contract does not know them. */
  readonly keep?: ReadonlySet<string>
  /** Header that is sought → header that takes its place. */
  readonly renamed?: ReadonlyMap<string, string>
}

/** A table within a delivery: the file itself, or a sheet of a workbook. */
export interface DeliveredTable {
  /** Column names as delivered. */
  readonly names: readonly string[]
  /** SQL that gives each column by its name, cleaned, and `_structure` (reason or null). */
  readonly cells: string
  /** The same as delivered, where that is cheaper to look at. */
  readonly delivered?: string
  readonly sheet: string | null
  /** Whether the CSV reader puts structural errors into `rejected_lines`. */
  readonly hasRejects: boolean
  /** Lines of `rejected_lines` before the first record. */
  readonly linesBefore: number
  /** What cuts the lines of a text into cells; null where nothing does. */
  readonly signs: { readonly delimiter: string; readonly quote: string } | null
  /** Days since 1899 stand for instants. */
  readonly hasSerialDates: boolean
}

/** A delivery as tables of text. */
export interface OpenedFile {
  readonly tables: readonly DeliveredTable[]
  readonly delimiter: string | null
  readonly quote: string | null
  /** Lines up to the first record of a text, blank ones not counted. */
  readonly linesBefore: number
  /** Removes what was made for reading. */
  dispose(): void
}

/**
 * A cell without blanks around it; empty, or a word for "unknown", is null. `isTidy` is SQL that
 * holds where no cell of the row has blanks around it, so that none needs to be looked at.
 */
export function cleanCell(cell: string, unknown: readonly string[], isTidy = 'false'): string {
  const trimmed = trimSql(cell, isTidy)
  if (unknown.length === 0) return trimmed
  const branches = unknown.map((word) => `when ${literal(word.toLowerCase())} then null`)
  return `case lower(${trimmed}) ${branches.join(' ')} else ${trimmed} end`
}

/** SQL that holds where no cell of a row begins or ends with a blank: one look at all of them. */
export function tidySql(cells: readonly string[]): string {
  const between = '\u001f'
  const blank = '[ \\t\\r\\n\u00a0\u3000\ufeff]'
  const row = cells.flatMap((cell) => [cell, literal(between)])
  return `not regexp_matches(concat(${[literal(between), ...row].join(', ')}),
    ${literal(`${between}${blank}|${blank}${between}`)})`
}

const blanks = literal(' \t\r\n\u00a0\u3000\ufeff')

/** `trim` of a set of signs is slow, so that cells are first looked at by their ends. */
function trimSql(cell: string, isTidy: string): string {
  return `case when ${cell} = '' then null
    when ${isTidy} then ${cell}
    when contains(${blanks}, left(${cell}, 1)) or contains(${blanks}, right(${cell}, 1))
    then nullif(trim(${cell}, ${blanks}), '') else ${cell} end`
}

/** Every header that a source may meet, in plain form: identifiers, labels and mapped headers. */
export function knownHeaders({ source, compiled }: Pick<Reading, 'source' | 'compiled'>) {
  const known = new Set<string>()
  for (const column of compiled.columns) {
    const mapping = source.map[column.name]
    const headers =
      mapping === undefined
        ? [column.name, column.zh]
        : typeof mapping === 'string'
          ? [mapping]
          : 'from' in mapping
            ? [mapping.from].flat()
            : 'sql' in mapping
              ? headersIn(mapping.sql)
              : []
    for (const header of headers) known.add(plainHeader(header))
  }
  return known
}

/** A table mapped to its contract: SQL that gives `r_<column>`, `_structure` and `_extra`. */
export function mapTable(
  table: DeliveredTable,
  reading: Reading,
): { readonly relation: string; readonly mapped: MappedColumns } {
  const { source, compiled, codes, renamed, keep } = reading
  const mapped = mapColumns(source, compiled, table.names, {
    codes,
    hasSerialDates: table.hasSerialDates,
    ...(renamed === undefined ? {} : { renamed }),
  })
  const hasCustomer = compiled.columns.some((column) => column.name === 'customer_id')
  const own = rawColumn('customer_id')
  const kept = mapped.unclaimed.filter((name) => keep?.has(name) === true)
  const extra = kept.map(
    (name, index) =>
      `{'key': ${literal(name)}, 'value': ${maskSql(identifier(`_kept${index}`), own)}}`,
  )
  const inner = `select ${mapped.select}${hasCustomer ? '' : `, null::varchar as ${own}`}, _structure
    ${kept.map((name, index) => `, ${identifier(name)} as _kept${index}`).join('')}
    from (${table.cells})`
  const relation =
    kept.length === 0
      ? `select *, null::map(varchar, varchar) as _extra from (${inner})`
      : `select * exclude (${kept.map((_, index) => `_kept${index}`).join(', ')}),
          map_from_entries(list_filter([${extra.join(', ')}], lambda each: each.value is not null)) as _extra
        from (${inner})`
  return { relation, mapped }
}

/**
 * The tables of a file that have columns of the contract; other sheets are notes, unless the
 * source names them. A UserError holds the whole file.
 */
export function requireTable(
  tables: readonly DeliveredTable[],
  reading: Reading,
  file: string,
): readonly DeliveredTable[] {
  const { sheets = [], header } = fileRead(reading.source)
  const known = knownHeaders(reading)
  const isTelling = (table: DeliveredTable) =>
    header !== undefined || table.names.some((name) => known.has(plainHeader(name)))
  const telling = tables.filter(isTelling)
  const unread = sheets.filter((sheet) => !telling.some((table) => table.sheet === sheet))
  const isWorkbook = tables.some((table) => table.sheet !== null)
  if (telling.length > 0 && (unread.length === 0 || !isWorkbook)) return telling
  if (tables.every((table) => table.names.length === 0)) return tables
  const found = tables.map((table) => table.names.join(', ')).join(' / ')
  const where = isWorkbook && unread.length > 0 ? `: sheet "${unread.join('", "')}"` : ''
  throw new UserError(
    `${file}${where} has no column of ${reading.compiled.contract.name} (found: ${found.slice(0, 400)}).`,
    { hint: 'look whether the file is in the right folder of the inbox, and has a header line.' },
  )
}
