import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { type Database, openReader } from '../core/database.ts'
import { identifier } from '../core/sql.ts'

/** A text of an edition: of a file, or of a table of its data file. */
export interface EditionText {
  /** Path below the edition, or path and table. */
  readonly where: string
  /** All of it, as a program reads it. */
  readonly text: string
  /** As a person reads it: a page without its tags and scripts. */
  readonly visible: string
}

/**
 * Every text of an edition, of whatever kind of file: pages, results of their queries, the tables
 * of the data file. `shell` are the files of the application, which were built without data.
 */
export async function readTexts(
  folder: string,
  shell: ReadonlySet<string>,
): Promise<readonly EditionText[]> {
  const texts: EditionText[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const where = path.slice(folder.length + 1)
    if (shell.has(where)) continue
    if (where.endsWith('.duckdb')) texts.push(...(await tableTexts(path, where)))
    else if (where.endsWith('.arrow')) texts.push(plain(where, arrowText(readFileSync(path))))
    else if (where.endsWith('.html')) texts.push(pageText(where, readFileSync(path, 'utf8')))
    else texts.push(plain(where, readFileSync(path, 'utf8')))
  }
  return texts
}

/** A page: what stands between its tags is what a person reads. */
function pageText(where: string, html: string): EditionText {
  const visible = html
    .replace(/<(script|style|code)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
  return { where, text: html, visible }
}

function plain(where: string, text: string): EditionText {
  return { where, text, visible: text }
}

/** The text cells of an Arrow file, a line each. */
function arrowText(bytes: Uint8Array): string {
  const table = tableFromIPC(bytes)
  const cells = new Set<string>()
  for (const field of table.schema.fields) {
    cells.add(field.name)
    for (const cell of table.getChild(field.name) ?? []) {
      if (typeof cell === 'string') cells.add(cell)
    }
  }
  return [...cells].join('\n')
}

/** The text cells of each table of a data file, a line each. */
async function tableTexts(path: string, where: string): Promise<readonly EditionText[]> {
  const database = await openReader(path)
  try {
    const tables = await textColumns(database)
    const texts: EditionText[] = []
    for (const { table, columns } of tables) {
      const cells = await database.rows<{ cell: string }>(
        `select distinct unnest([${columns.map((each) => identifier(each)).join(', ')}]) as cell
        from ${identifier(table)}`,
      )
      const lines = cells.flatMap((row) => (row.cell === null ? [] : [row.cell]))
      texts.push(plain(`${where}: ${table}`, [...columns, ...lines].join('\n')))
    }
    return texts
  } finally {
    database.close()
  }
}

async function textColumns(database: Database) {
  const columns = await database.rows<{ table_name: string; column_name: string }>(
    `select table_name, column_name from duckdb_columns()
    where not internal and data_type = 'VARCHAR' order by table_name, column_index`,
  )
  const tables = new Map<string, string[]>()
  for (const { table_name: table, column_name: column } of columns) {
    tables.set(table, [...(tables.get(table) ?? []), column])
  }
  return [...tables].map(([table, names]) => ({ table, columns: names }))
}
