import { type Interval, z95 } from './interval.ts'
import { at, sum } from './series.ts'

/** A table of two scorers: row = category of the first, column = of the second, in one order. */
export type PairTable = readonly (readonly number[])[]

/** Agreement beyond chance, at most 1, with its 95 % interval. */
export interface Agreement {
  /** Share of (weighted) agreement seen. */
  readonly observed: number
  /** Share that chance would give. */
  readonly expected: number
  readonly coefficient: number
  readonly standardError: number
  readonly interval: Interval
}

/**
 * Cohen's kappa of two scorers, plain or weighted by the distance of ordered categories; null
 * without cases or where chance alone agrees fully (one category). A RangeError unless square.
 * Sources: Cohen 1960, 1968; standard error of Fleiss, Cohen and Everitt 1969.
 */
export function cohenKappa(
  table: PairTable,
  weighting: 'none' | 'linear' | 'quadratic' = 'none',
): Agreement | null {
  requireSquare(table)
  const size = sum(table.map(sum))
  if (size === 0) return null
  const share = table.map((row) => row.map((cell) => cell / size))
  const rows = share.map(sum)
  const columns = rows.map((_, column) => sum(share.map((row) => at(row, column))))
  const weight = (row: number, column: number) => agreementOf(row, column, table.length, weighting)
  const observed = total(table.length, (i, j) => weight(i, j) * at(at(share, i), j))
  const expected = total(table.length, (i, j) => weight(i, j) * at(rows, i) * at(columns, j))
  if (expected >= 1 - 1e-12) return null
  const coefficient = (observed - expected) / (1 - expected)
  const rowWeights = rows.map((_, i) => sum(columns.map((part, j) => part * weight(i, j))))
  const columnWeights = columns.map((_, j) => sum(rows.map((part, i) => part * weight(i, j))))
  const spread = total(table.length, (i, j) => {
    const chance = (at(rowWeights, i) + at(columnWeights, j)) * (1 - coefficient)
    return at(at(share, i), j) * (weight(i, j) - chance) ** 2
  })
  const offset = coefficient - expected * (1 - coefficient)
  const standardError = Math.sqrt(Math.max(spread - offset ** 2, 0) / size) / (1 - expected)
  const reach = z95 * standardError
  const interval = {
    low: Math.max(coefficient - reach, -1),
    high: Math.min(coefficient + reach, 1),
  }
  return { observed, expected, coefficient, standardError, interval }
}

/** Throws a RangeError unless every row is as long as the table. */
function requireSquare(table: PairTable): void {
  if (table.some((row) => row.length !== table.length)) {
    throw new RangeError('a table of two scorers needs as many columns as rows')
  }
}

function agreementOf(row: number, column: number, size: number, weighting: string): number {
  if (weighting === 'none') return row === column ? 1 : 0
  const distance = Math.abs(row - column) / (size - 1)
  return 1 - (weighting === 'linear' ? distance : distance ** 2)
}

function total(size: number, cell: (row: number, column: number) => number): number {
  const positions = [...Array(size).keys()]
  return sum(positions.flatMap((row) => positions.map((column) => cell(row, column))))
}
