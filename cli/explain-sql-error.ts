import type { Database } from '../core/database.ts'
import { nearestName, UserError } from '../core/errors.ts'

/** DuckDB's complaint about a statement as a UserError with the nearest name; other errors as they are. */
export async function explainSqlError(database: Database, error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof UserError) return error
  const message = error.message.replace(/^Failed to extract statements: /, '')
  if (!/^[A-Z][A-Za-z ]+ Error: /.test(message) || message.startsWith('INTERNAL')) return error
  return new UserError(message.replace(/\n(Did you mean|Candidate)[^\n]*/g, '').trim(), {
    hint: await hintFor(database, message),
    cause: error,
  })
}

async function hintFor(database: Database, message: string): Promise<string> {
  const table = /Table with name "?([^\s"]+)"? does not exist/.exec(message)?.[1]
  const column =
    /Referenced column "([^"]+)"/.exec(message)?.[1] ?? /column named "([^"]+)"/.exec(message)?.[1]
  if (/Permission Error|read-only mode|has been locked/.test(message)) {
    return 'csq sql only reads the warehouse; csq load and csq build change it.'
  }
  if (table !== undefined) return nearTable(await tableNames(database), table)
  if (column !== undefined) {
    const near = nearestName(column, await columnNames(database))
    if (near !== undefined) return `Did you mean: ${near}?`
  }
  const own = /Did you mean "([^"]+)"/.exec(message)?.[1]
  if (own !== undefined) return `Did you mean: ${own}?`
  return 'csq sql without a query opens a prompt: .tables and .schema TABLE list what there is.'
}

/** Schemas in the order in which a reader should look at them. */
const schemaOrder = ['marts', 'indicators', 'findings', 'reference', 'staging', 'landing', 'ops']

function nearTable(tables: readonly string[], wanted: string): string {
  const bare = (name: string) => name.slice(name.lastIndexOf('.') + 1)
  const byBareName = new Map([...tables].reverse().map((each) => [bare(each), each]))
  const nearBare = nearestName(bare(wanted), byBareName.keys())
  const near =
    (wanted.includes('.') ? nearestName(wanted, tables) : undefined) ??
    (nearBare === undefined ? undefined : byBareName.get(nearBare))
  return near === undefined
    ? 'csq sql without a query opens a prompt: .tables lists what there is.'
    : `Did you mean: ${near}?`
}

async function tableNames(database: Database): Promise<readonly string[]> {
  const rows = await database.rows<{ schema_name: string; table_name: string }>(
    'select distinct schema_name, table_name from duckdb_columns() where not internal order by all',
  )
  const rank = (schema: string) => (schemaOrder.indexOf(schema) + 100) % 100
  return rows
    .sort((a, b) => rank(a.schema_name) - rank(b.schema_name))
    .map((each) => `${each.schema_name}.${each.table_name}`)
}

async function columnNames(database: Database): Promise<readonly string[]> {
  const rows = await database.rows<{ column_name: string }>(
    'select distinct column_name from duckdb_columns() where not internal order by all',
  )
  return rows.map((each) => each.column_name)
}
