import { openReader } from '../../core/database.ts'
import { identifier } from '../../core/sql.ts'

/** Every table of a data file as CSV that a spreadsheet opens: UTF-8 with its mark, rows in order. */
export async function tableFiles(
  data: string,
): Promise<readonly { readonly name: string; readonly csv: Buffer }[]> {
  const database = await openReader(data)
  try {
    const tables = await database.rows<{ name: string }>(
      'select table_name as name from duckdb_tables() order by table_name',
    )
    const files: { readonly name: string; readonly csv: Buffer }[] = []
    for (const { name } of tables) {
      const columns = await database.rows<{ column_name: string }>(
        `select column_name from duckdb_columns() where table_name = $1 order by column_index`,
        [name],
      )
      const names = columns.map((each) => each.column_name)
      const rows = await database.rows(`from ${identifier(name)} order by all`)
      const lines = [names, ...rows.map((row) => names.map((column) => row[column]))]
      const text = lines.map((cells) => cells.map(cell).join(',')).join('\r\n')
      files.push({ name, csv: Buffer.from(`\ufeff${text}\r\n`) })
    }
    return files
  } finally {
    database.close()
  }
}

/** A text that a spreadsheet would run as a formula gets a quote in front. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
