import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { RecordBatchStreamWriter, tableFromJSON } from 'apache-arrow'
import { type Database, openReader, plainValue, type Row } from '../../core/database.ts'
import { UserError, unknownName } from '../../core/errors.ts'
import { literal } from '../../core/sql.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

const formats = ['table', 'csv', 'json', 'ndjson', 'parquet', 'arrow'] as const
type Format = (typeof formats)[number]

export interface SqlCommandOptions {
  readonly format?: string
  readonly out?: string
}

/** `csq sql "select …"`: read-only SQL over the warehouse; a prompt when there is no query. */
export async function sqlCommand(
  context: Context,
  query: string | undefined,
  options: SqlCommandOptions,
): Promise<void> {
  const format = readFormat(options.format ?? (context.output.isJson ? 'json' : 'table'))
  if (!existsSync(context.workspace.warehouse)) {
    throw new UserError('There is no warehouse yet.', { hint: 'run csq load, then csq build.' })
  }
  const unfinished = options.out === undefined ? undefined : `${options.out}.unfinished`
  const database = await openReader(context.workspace.warehouse, {
    writable: unfinished === undefined ? [] : [unfinished],
  })
  try {
    if (query === undefined) return await prompt(context, database)
    await writeResult(database, query, format, unfinished)
    if (unfinished !== undefined && options.out !== undefined) {
      renameSync(unfinished, options.out)
      context.output.say(`wrote ${options.out}`)
    }
  } catch (error) {
    if (unfinished !== undefined) rmSync(unfinished, { force: true })
    throw explained(error)
  } finally {
    database.close()
  }
}

function readFormat(name: string): Format {
  const found = formats.find((each) => each === name)
  if (found === undefined) throw unknownName('format', name, formats)
  return found
}

async function writeResult(
  database: Database,
  query: string,
  format: Format,
  file: string | undefined,
): Promise<void> {
  if (format === 'parquet') {
    if (file === undefined)
      throw new UserError('Parquet needs a file.', { hint: 'add --out FILE.' })
    const select = query.replace(/;\s*$/, '')
    await database.run(`copy (${select}) to ${literal(file)} (format parquet, compression zstd)`)
    return
  }
  const handle = file === undefined ? process.stdout.fd : openSync(file, 'w')
  try {
    if (format === 'table' || format === 'arrow') await writeWhole(database, query, format, handle)
    else await writeRows(database, query, format, handle)
  } finally {
    if (file !== undefined) closeSync(handle)
  }
}

async function writeWhole(
  database: Database,
  query: string,
  format: 'table' | 'arrow',
  handle: number,
): Promise<void> {
  const rows = await database.rows(query)
  if (format === 'table') {
    writeAll(handle, Buffer.from(rows.length === 0 ? 'no rows\n' : `${textTable(rows)}\n`))
    return
  }
  const writer = RecordBatchStreamWriter.writeAll(tableFromJSON(rows))
  writeAll(handle, Buffer.from(await writer.toUint8Array()))
}

/** Writes row after row, so that a large result needs no memory. */
async function writeRows(
  database: Database,
  query: string,
  format: 'csv' | 'json' | 'ndjson',
  handle: number,
): Promise<void> {
  const result = await database.connection.stream(query)
  const names = result.columnNames()
  if (format === 'csv') writeAll(handle, Buffer.from(`${names.map(csvCell).join(',')}\n`))
  if (format === 'json') writeAll(handle, Buffer.from('['))
  let isFirst = true
  for await (const batch of result.yieldConvertedRowObjects(plainValue)) {
    const rows = batch as Row[] // `plainValue` makes plain objects of them
    const lines = rows.map((row) =>
      format === 'csv' ? names.map((name) => csvCell(row[name])).join(',') : JSON.stringify(row),
    )
    if (lines.length === 0) continue
    const text =
      format === 'json' ? `${isFirst ? '\n' : ',\n'}${lines.join(',\n')}` : `${lines.join('\n')}\n`
    writeAll(handle, Buffer.from(text))
    isFirst = false
  }
  if (format === 'json') writeAll(handle, Buffer.from(isFirst ? ']\n' : '\n]\n'))
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(handle, bytes, written)
  }
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function prompt(context: Context, database: Database): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stdout, historySize: 500 })
  context.output.say('read-only SQL; .tables lists the tables, .quit ends')
  reader.setPrompt('csq> ')
  reader.prompt()
  let query = ''
  for await (const line of reader) {
    if (line.trim() === '.quit') break
    query = line.trim() === '.tables' ? `${tablesQuery};` : `${query}${line}\n`
    if (/;\s*$/.test(query)) {
      try {
        const rows = await database.rows(query)
        context.output.say(rows.length === 0 ? 'no rows' : textTable(rows))
      } catch (error) {
        context.output.say(explained(error).message)
      }
      query = ''
    }
    reader.prompt()
  }
  reader.close()
}

const tablesQuery = `select schema_name || '.' || table_name as name, estimated_size as rows, comment
  from duckdb_tables() order by 1`

/** DuckDB's words for a wrong query, as an error that a person can fix. */
function explained(error: unknown): Error {
  if (error instanceof UserError) return error
  const message = error instanceof Error ? error.message : String(error)
  const isOfTheQuery =
    /^(Catalog|Binder|Parser|Conversion|Permission|Invalid Input|Out of Range) Error/.test(message)
  if (!isOfTheQuery) return error instanceof Error ? error : new Error(message)
  return new UserError(message, {
    hint: 'csq sql without a query, then .tables, lists what there is.',
  })
}
