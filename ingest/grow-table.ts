import type { Database } from '../core/database.ts'
import { identifier } from '../core/sql.ts'

/**
 * Makes a table, or adds the columns that an older version of this program did not know; what
 * stands in it stays. `columns` maps names to types; a new column begins as null.
 */
export async function growTable(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const list = Object.entries(columns).map(([name, type]) => `${identifier(name)} ${type}`)
  await database.run(`create table if not exists ${table} (${list.join(', ')})`)
  const present = new Set(
    (await database.rows<{ name: string }>(`select name from pragma_table_info('${table}')`)).map(
      (row) => row.name,
    ),
  )
  for (const [name, type] of Object.entries(columns)) {
    if (present.has(name)) continue
    const plainType = type.replace(/ (not null|primary key)$/, '')
    await database.run(`alter table ${table} add column ${identifier(name)} ${plainType}`)
  }
}
