import type { ColumnKind } from './column-kinds.ts'
import type { CompiledColumn } from './compile-contract.ts'
import type { Source } from './define-source.ts'
import type { Reading } from './delivery.ts'
import { headersIn, type MappedColumns } from './map-columns.ts'
import { plainHeader } from './read-header.ts'

/** The same renames by the headers that the source and the contract look for. */
export function soughtRenames(
  renamed: ReadonlyMap<string, string>,
  reading: Reading,
): ReadonlyMap<string, string> {
  const sought = reading.compiled.columns.flatMap((column) => headersOf(column, reading.source))
  const byPlain = new Map([...renamed].map(([from, to]) => [plainHeader(from), to]))
  const found = sought.flatMap((header) => {
    const to = byPlain.get(plainHeader(header))
    return to === undefined ? [] : [[header, to] as const]
  })
  return new Map([...renamed, ...found])
}

/** Headers that must be there and are not, besides those that are known to be gone. */
export function soughtHeaders(
  mapped: readonly MappedColumns[],
  { source }: Reading,
  gone: readonly string[],
): readonly (readonly [string, ColumnKind])[] {
  return mapped.flatMap(({ absent }) =>
    absent
      .filter(({ column }) => column.isRequired || source.map[column.name] !== undefined)
      .filter(({ header }) => !has(gone, header))
      .map(({ header }) => [header, null] as const),
  )
}

/** Whether what a former header brought now comes under another one, as Chinese for English. */
export function isServed(
  header: string,
  mapped: readonly MappedColumns[],
  reading: Reading,
): boolean {
  return reading.compiled.columns.some(
    (column) =>
      has(headersOf(column, reading.source), header) &&
      mapped.some(({ absent }) => !absent.some((each) => each.column === column)),
  )
}

function headersOf(column: CompiledColumn, source: Source): readonly string[] {
  const mapping = source.map[column.name]
  if (mapping === undefined) return [column.name, column.zh]
  if (typeof mapping === 'string') return [mapping]
  if ('from' in mapping) return [mapping.from].flat()
  return 'sql' in mapping ? headersIn(mapping.sql) : []
}

/** Whether one of the names is the wanted one, however it is spaced and cased. */
export function has(names: Iterable<string>, wanted: string): boolean {
  return [...names].some((each) => plainHeader(each) === plainHeader(wanted))
}
