import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import type { Database } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import type { Context } from './context.ts'
import { explainSqlError } from './explain-sql-error.ts'
import { exportRows } from './export-rows.ts'

const help = `.tables [word]  tables, those whose name contains the word
.schema TABLE   columns of a table with their types; also .columns
.quit           leave (also Ctrl-D)
A statement ends with a semicolon and may take several lines.
`

/** Reads statements until `.quit` and prints their rows; earlier ones come back with the up arrow. */
export async function sqlPrompt(
  context: Context,
  database: Database,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<void> {
  const file = join(context.workspace.cache, 'sql-history')
  const history = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const reader = createInterface({ input, output, history, historySize: 500, prompt: 'csq> ' })
  reader.on('history', (lines) => writeFileSync(file, lines.join('\n'), { mode: 0o600 }))
  output.write('Read-only SQL; .help lists what else there is.\n')
  try {
    await readStatements(reader, output, (statement) => answer(database, statement, output))
  } finally {
    reader.close()
  }
}

async function readStatements(
  reader: Interface,
  output: Writable,
  run: (statement: string) => Promise<void>,
): Promise<void> {
  let statement = ''
  reader.prompt()
  for await (const line of reader) {
    if (statement === '' && ['.quit', '.exit'].includes(line.trim())) return
    statement = statement === '' ? line : `${statement}\n${line}`
    const isWhole = statement.trimStart().startsWith('.') || /;\s*$/.test(statement)
    if (isWhole) await run(statement.trim())
    if (isWhole || statement.trim() === '') statement = ''
    reader.setPrompt(statement === '' ? 'csq> ' : '  -> ')
    reader.prompt()
  }
  output.write('\n')
}

async function answer(database: Database, statement: string, output: Writable): Promise<void> {
  try {
    const query = statement.startsWith('.') ? commandQuery(statement) : statement
    if (query === undefined) output.write(help)
    else await exportRows(database, query, 'table', undefined, output)
  } catch (error) {
    const explained = await explainSqlError(database, error)
    if (!(explained instanceof UserError)) throw explained
    const hint = explained.hint === undefined ? '' : `Try: ${explained.hint}\n`
    output.write(`${explained.message}\n${hint}`)
  }
}

function commandQuery(line: string): string | undefined {
  const [command, name = ''] = line.replace(/;\s*$/, '').split(/\s+/)
  const shown = `select schema_name || '.' || table_name as name`
  if (command === '.tables') {
    return `select name, columns, comment from (
        ${shown}, column_count as columns, comment from duckdb_tables() where not internal
        union all ${shown.replace('table_name', 'view_name')}, column_count, comment
        from duckdb_views() where not internal
      ) where contains(name, ${literal(name)}) order by name`
  }
  if (command === '.schema' || command === '.columns') {
    return `select column_name as name, data_type as type, comment from duckdb_columns()
      where ${literal(name)} in (schema_name || '.' || table_name, table_name)
      order by schema_name, table_name, column_index`
  }
  if (command === '.help') return undefined
  throw unknownName('command', command ?? '', ['.tables', '.schema', '.columns', '.help', '.quit'])
}
