import { type Contingency, independence } from './statistics/contingency.ts'
import { at, sum } from './statistics/series.ts'

/** A table of counts with the names of its rows and columns. */
export interface CountTable {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly counts: readonly (readonly number[])[]
}

/** A table whose cells are large enough; `pooledRows` and `pooledColumns` stand behind `other`. */
export interface Collapsed extends CountTable {
  readonly pooledRows: readonly string[]
  readonly pooledColumns: readonly string[]
  /** Null where less than two rows or columns are left. */
  readonly test: Contingency | null
}

/**
 * Puts the smallest rows and columns together as `other`, one after another, the smallest total
 * first, until four fifths of the cells expect 5 or more.
 */
export function collapse(table: CountTable): Collapsed {
  const waiting = [
    ...table.rows.map((name, row) => ({ of: 'rows', name, total: sum(at(table.counts, row)) })),
    ...table.columns.map((name, column) => {
      return { of: 'columns', name, total: sum(table.counts.map((row) => at(row, column))) }
    }),
  ].sort((a, b) => a.total - b.total || (a.name < b.name ? -1 : 1))
  const names = (of: string, count: number) =>
    waiting.slice(0, count).flatMap((each) => (each.of === of ? [each.name] : []))
  for (let count = 0; count <= waiting.length; count += 1) {
    const now = pool(table, names('rows', count), names('columns', count))
    const test = independence(now.counts)
    if (test === null || test.isReliable) return { ...now, test }
  }
  return { ...pool(table, table.rows, table.columns), test: null }
}

function pool(table: CountTable, rows: readonly string[], columns: readonly string[]) {
  const across = poolRows({ names: table.rows, counts: table.counts }, rows)
  const down = poolRows({ names: table.columns, counts: transpose(across.counts) }, columns)
  return {
    rows: across.names,
    columns: down.names,
    counts: transpose(down.counts),
    pooledRows: across.pooled,
    pooledColumns: down.pooled,
  }
}

/** Rows that are pooled become the last one; one alone stays as it is. */
function poolRows(
  {
    names,
    counts,
  }: { readonly names: readonly string[]; readonly counts: readonly (readonly number[])[] },
  pooled: readonly string[],
) {
  if (pooled.length < 2) return { names, counts, pooled: [] }
  const keep = names.flatMap((name, index) => (pooled.includes(name) ? [] : [index]))
  const rest = names.flatMap((name, index) => (pooled.includes(name) ? [at(counts, index)] : []))
  const other = at(counts, 0).map((_, column) => sum(rest.map((row) => at(row, column))))
  return {
    names: [...keep.map((index) => at(names, index)), 'other'],
    counts: [...keep.map((index) => at(counts, index)), other],
    pooled,
  }
}

function transpose(counts: readonly (readonly number[])[]): number[][] {
  return at(counts, 0).map((_, column) => counts.map((row) => at(row, column)))
}
