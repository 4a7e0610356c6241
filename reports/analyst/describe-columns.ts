import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Database } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'

/** What the header of a query of `reports/data/` says of its columns. */
export function headerColumns(
  sql: string,
): readonly { readonly name: string; readonly meaning: string }[] {
  const columns: { name: string; meaning: string }[] = []
  const lines = sql.split('\n').filter((line) => line.startsWith('--'))
  const start = lines.findIndex((line) => line.startsWith('-- grain:'))
  for (const line of lines.slice(start + 1)) {
    const [, name, meaning] = /^-- ([a-z_0-9*]+)\s+(.*)$/.exec(line) ?? []
    const [, more] = /^--\s{3,}(.*)$/.exec(line) ?? []
    const last = columns.at(-1)
    if (name !== undefined && meaning !== undefined) columns.push({ name, meaning })
    else if (more !== undefined && last !== undefined) last.meaning += ` ${more}`
  }
  return columns
}

/** Adds to `analyst_columns` of an edition's data file, attached as `edition`, its own columns. */
export async function describeColumns(database: Database, folder: string): Promise<void> {
  const meanings = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .flatMap((file) =>
      headerColumns(readFileSync(join(folder, file), 'utf8')).map(
        ({ name, meaning }) =>
          `(${[basename(file, '.sql'), name, meaning].map(literal).join(', ')})`,
      ),
    )
  await database.run(`insert into edition.main.analyst_columns
    select 'edition', 'csq.' || table_name, column_index, column_name, lower(data_type),
      regexp_replace(coalesce(meaning, ''), '\\bnull\\b', 'NULL', 'g')
    from duckdb_columns()
    left join (values ${meanings.join(',\n')}) meanings(table_name, column_name, meaning)
      using (table_name, column_name)
    where database_name = 'edition'`)
}
