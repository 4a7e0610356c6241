import { chiSquareUpper } from './distributions.ts'
import { at, sum } from './series.ts'

/** A cell of a table against what independence of rows and columns would give. */
export interface Cell {
  readonly count: number
  readonly expected: number
  /** (O − E) / √E. */
  readonly pearson: number
  /** Pearson residual over its standard error: beyond ±2 is unusual for one cell. Null where a margin is all. */
  readonly adjusted: number | null
}

/** A table tested for independence. */
export interface Contingency {
  readonly cells: readonly (readonly Cell[])[]
  readonly chiSquare: number
  readonly degrees: number
  readonly p: number
  /** Whether at least 80 % of the cells expect 5 or more, as the test needs. */
  readonly isReliable: boolean
}

/**
 * Residuals and chi-square test of a table of counts; empty rows and columns expect nothing and are
 * left out of the test. Null without two rows and two columns that hold counts; a RangeError for
 * rows of unequal length or a negative count. Source: Haberman 1973.
 */
export function independence(table: readonly (readonly number[])[]): Contingency | null {
  const width = table[0]?.length ?? 0
  if (table.some((row) => row.length !== width)) throw new RangeError('rows of unequal length')
  if (table.flat().some((count) => !(count >= 0))) throw new RangeError('a count below 0')
  const total = sum(table.flat())
  const rows = table.map(sum)
  const columns = Array.from({ length: width }, (_, column) =>
    sum(table.map((row) => at(row, column))),
  )
  const used = (margins: readonly number[]) => margins.filter((margin) => margin > 0).length
  if (used(rows) < 2 || used(columns) < 2) return null
  const degrees = (used(rows) - 1) * (used(columns) - 1)
  const cells = table.map((row, i) =>
    row.map((count, j) => cellOf(count, at(rows, i), at(columns, j), total)),
  )
  const tested = cells.flat().filter(({ expected }) => expected > 0)
  const chiSquare = sum(tested.map(({ pearson }) => pearson ** 2))
  const large = tested.filter(({ expected }) => expected >= 5).length
  return {
    cells,
    chiSquare,
    degrees,
    p: chiSquareUpper(chiSquare, degrees),
    isReliable: large >= 0.8 * tested.length,
  }
}

function cellOf(count: number, row: number, column: number, total: number): Cell {
  const expected = (row * column) / total
  const pearson = expected === 0 ? 0 : (count - expected) / Math.sqrt(expected)
  const error = Math.sqrt((1 - row / total) * (1 - column / total))
  return { count, expected, pearson, adjusted: error === 0 ? null : pearson / error }
}
