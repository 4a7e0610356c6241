import { createReadStream } from 'node:fs'
import type { DuckDBAppender } from '@duckdb/node-api'
import { parse } from 'csv-parse'
import { openDatabase } from '../../core/database.ts'
import contract from '../../ingest/contracts/contacts.ts'
import { exportColumns } from '../contact-rows.ts'

/** Row by row: csv-parse, the same zod contract, and DuckDB's appender. */
const [csv = '', target = ''] = process.argv.slice(2)

const names = Object.keys(contract.row.shape)
const positions = Object.keys(exportColumns)
const database = await openDatabase(target, { memory_limit: '4GB' })
const types = names.map((name) => {
  if (name.endsWith('_at')) return `${name} TIMESTAMP`
  if (name.endsWith('_seconds')) return `${name} DOUBLE`
  return name.startsWith('is_') || name === 'requested_agent'
    ? `${name} BOOLEAN`
    : `${name} VARCHAR`
})
await database.run(`create table contacts (${types.join(', ')})`)
const appender = await database.connection.createAppender('contacts')
let accepted = 0
let refused = 0
const records = createReadStream(csv).pipe(parse({ from_line: 2, relax_column_count: true }))
for await (const cells of records as AsyncIterable<readonly string[]>) {
  const row = cells.length === positions.length ? contract.row.safeParse(toRow(cells)) : undefined
  if (row?.success === true) {
    for (const name of names) append(appender, row.data[name])
    appender.endRow()
    accepted++
  } else refused++
}
appender.closeSync()
await database.run('checkpoint')
database.close()
process.stdout.write(JSON.stringify({ accepted, refused }))

function toRow(cells: readonly string[]): Record<string, string | null> {
  const row: Record<string, string | null> = { is_test: null }
  for (const [position, name] of positions.entries()) {
    const cell = cells[position]
    row[name] = cell === undefined || cell === '' ? null : cell
  }
  return row
}

function append(appender: DuckDBAppender, value: unknown): void {
  if (value === null || value === undefined) appender.appendNull()
  else if (typeof value === 'number') appender.appendDouble(value)
  else if (typeof value === 'boolean') appender.appendBoolean(value)
  else appender.appendVarchar(String(value))
}
