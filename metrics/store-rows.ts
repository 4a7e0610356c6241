import type { Database, Row } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'

/**
 * Makes a temporary table of rows that TypeScript worked out; `columns` gives names and DuckDB
 * types. A number that is not finite becomes null.
 */
export async function storeRows(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly Row[],
): Promise<void> {
  const types = Object.entries(columns).map(([name, type]) => `${identifier(name)} ${type}`)
  await database.run(`create or replace temp table ${identifier(table)} (${types.join(', ')})`)
  const shape = literal(JSON.stringify([columns]))
  for (let start = 0; start < rows.length; start += 20_000) {
    await database.run(
      `insert into ${identifier(table)} by name
        select unnest(from_json($1, ${shape}), recursive := true)`,
      [JSON.stringify(rows.slice(start, start + 20_000))],
    )
  }
}
