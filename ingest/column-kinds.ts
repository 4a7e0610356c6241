import type { Database } from '../core/database.ts'
import type { DeliveredTable } from './delivery.ts'

/** What the cells of a column look like; null where too few are filled to tell. */
export type ColumnKind = 'whole number' | 'number' | 'date or time' | 'text' | null

const sampledRows = 200
const fewestCells = 20
const share = 0.95

const patterns: readonly (readonly [kind: ColumnKind, pattern: RegExp])[] = [
  ['whole number', /^[+-]?\d{1,15}$/],
  ['number', /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/],
  ['date or time', /^(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}|\d{1,2}:\d{2}(:\d{2})?)/],
]

/** The kind of each column of a table, by its first records; `unknown` words are no cells. */
export async function columnKinds(
  database: Database,
  table: DeliveredTable,
  unknown: readonly string[],
): Promise<ReadonlyMap<string, ColumnKind>> {
  if (table.names.length === 0) return new Map()
  const rows = await database.rows<Record<string, string | null>>(
    `select * from (${table.delivered ?? table.cells}) limit ${sampledRows}`,
  )
  const none = new Set(['', ...unknown.map((word) => word.toLowerCase())])
  return new Map(
    table.names.map((name) => {
      const cells = rows.map((row) => row[name]?.trim() ?? '')
      return [name, kindOf(cells.filter((cell) => !none.has(cell.toLowerCase())))]
    }),
  )
}

function kindOf(cells: readonly string[]): ColumnKind {
  if (cells.length < fewestCells) return null
  const fits = (pattern: RegExp) =>
    cells.filter((cell) => pattern.test(cell)).length >= share * cells.length
  return patterns.find(([, pattern]) => fits(pattern))?.[0] ?? 'text'
}
