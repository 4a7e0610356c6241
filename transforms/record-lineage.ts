import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { readLineage } from './lineage.ts'
import { readBaseTables } from './lineage-home.ts'
import type { Model } from './model.ts'

/** The columns of `ops.lineage`, as readers may rely on them. */
export const lineageColumns: Readonly<Record<string, string>> = {
  table_name: 'table of staging or marts, marts.contacts',
  column_name: 'its column; * stands for its rows',
  from_table: 'table that it is computed from; null for a constant or a count of rows',
  from_column: 'column that it is computed from, or that decides which rows there are',
}

/**
 * Makes `ops.lineage`: each column of each model with the columns that it is computed from, one
 * table back, by DuckDB's parse tree of the models.
 */
export async function recordLineage(database: Database, models: readonly Model[]): Promise<void> {
  const { columns, rows } = await readLineage(database, models, await readBaseTables(database))
  const lines = [...columns.values()].flatMap(({ column, from }) =>
    (from.length === 0 ? [null] : from).map((source) => line(column, source)),
  )
  const deciding = [...rows].flatMap(([table, from]) =>
    from.map((source) => line(`${table}.*`, source)),
  )
  await database.run(`create schema if not exists ops;
    create or replace table ops.lineage as
    select table_name, column_name, from_table::varchar as from_table,
      from_column::varchar as from_column
    from (values ${[...lines, ...deciding].join(',\n')})
      lineage(table_name, column_name, from_table, from_column)`)
  for (const [name, meaning] of Object.entries(lineageColumns)) {
    await database.run(`comment on column ops.lineage.${name} is ${literal(meaning)}`)
  }
}

function line(column: string, source: string | null): string {
  const cells = [...parts(column), ...(source === null ? [null, null] : parts(source))]
  return `(${cells.map((cell) => (cell === null ? 'null' : literal(cell))).join(', ')})`
}

/** Table and column of `marts.contacts.is_answered`. */
function parts(name: string): readonly [table: string, column: string] {
  const cut = name.lastIndexOf('.')
  return [name.slice(0, cut), name.slice(cut + 1)]
}
