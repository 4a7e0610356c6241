import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database, Row } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import { arrowChunks, printableValue } from './export-arrow.ts'
import { exportXlsx } from './export-xlsx.ts'
import { textTable } from './output.ts'
import type { XlsxSheet } from './write-xlsx.ts'

const formats = ['table', 'csv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx'] as const
export type Format = (typeof formats)[number]

/** The format named, else that of the file's ending, else `otherwise`; a UserError when unknown. */
export function readFormat(
  name: string | undefined,
  file: string | undefined,
  otherwise: Format,
): Format {
  if (name === undefined) {
    const ending = extname(file ?? '')
      .slice(1)
      .toLowerCase()
    return formats.find((each) => each === ending) ?? otherwise
  }
  const found = formats.find((each) => each === name.toLowerCase())
  if (found === undefined) throw unknownName('format', name, formats)
  return found
}

/** The path that a result is written to until it is whole. */
export function unfinishedPath(file: string): string {
  return `${resolve(file)}.unfinished`
}

/**
 * Writes the rows of one query to `file`, which appears when it is whole, or to the terminal.
 * The database must let COPY write `unfinishedPath(file)` for Parquet; `sheets` follow in Excel.
 */
export async function exportRows(
  database: Database,
  query: string,
  format: Format,
  file: string | undefined,
  terminal: Writable = process.stdout,
  sheets: readonly XlsxSheet[] = [],
): Promise<void> {
  if (file === undefined) {
    if (format === 'parquet' || format === 'xlsx') {
      const name = format === 'xlsx' ? 'Excel' : 'Parquet'
      throw new UserError(`${name} is written to a file only.`, { hint: 'add --out FILE.' })
    }
    await write(chunks(database, query, format, false), terminal)
    return
  }
  const unfinished = unfinishedPath(file)
  try {
    if (format === 'parquet') await copyParquet(database, query, unfinished)
    else if (format === 'xlsx') await exportXlsx(database, query, unfinished, sheets)
    else await writeFile(chunks(database, query, format, true), unfinished)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** The newline before the bracket ends a comment on the last line of the query. */
async function copyParquet(database: Database, query: string, path: string): Promise<void> {
  const select = query.trim().replace(/;+\s*$/, '')
  await database.run(
    `copy (${select}\n) to ${literal(path)} (format parquet, compression zstd, use_tmp_file false)`,
  )
}

type Chunks = AsyncIterable<string | Uint8Array>

function chunks(
  database: Database,
  query: string,
  format: Exclude<Format, 'parquet' | 'xlsx'>,
  isFile: boolean,
): Chunks {
  const { connection } = database
  if (format === 'arrow') return arrowChunks(connection, query, isFile ? 'file' : 'stream')
  if (format === 'csv') return csvChunks(connection, query)
  if (format === 'table') return tableChunks(connection, query)
  return jsonChunks(connection, query, format)
}

async function* csvChunks(connection: DuckDBConnection, query: string): Chunks {
  const result = await connection.stream(query)
  yield `${result.columnNames().map(csvCell).join(',')}\n`
  for await (const rows of result.yieldConvertedRows(printableValue)) {
    yield rows.map((row) => `${row.map(csvCell).join(',')}\n`).join('')
  }
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function* jsonChunks(
  connection: DuckDBConnection,
  query: string,
  format: 'json' | 'ndjson',
): Chunks {
  const result = await connection.stream(query)
  const isArray = format === 'json'
  let before = isArray ? '[\n' : ''
  for await (const rows of result.yieldConvertedRowObjects(printableValue)) {
    if (rows.length === 0) continue
    const lines = rows.map((row) => JSON.stringify(row))
    yield before + lines.join(isArray ? ',\n' : '\n') + (isArray ? '' : '\n')
    before = isArray ? ',\n' : ''
  }
  if (isArray) yield before === '[\n' ? '[]\n' : '\n]\n'
}

async function* tableChunks(connection: DuckDBConnection, query: string): Chunks {
  const reader = await connection.runAndReadAll(query)
  yield tableText(reader.convertRowObjects(printableValue))
}

/** Rows as a text table, or a word when there are none. */
export function tableText(rows: readonly Row[]): string {
  return rows.length === 0 ? 'no rows\n' : `${textTable(rows)}\n`
}

async function writeFile(source: Chunks, path: string): Promise<void> {
  const file = createWriteStream(path)
  await once(file, 'open')
  await write(source, file)
  file.end()
  await once(file, 'close')
}

/** Writes as fast as the receiver reads; a receiver that hangs up (`| head`) ends it quietly. */
async function write(source: Chunks, target: Writable): Promise<void> {
  let failure: NodeJS.ErrnoException | undefined
  const onError = (error: NodeJS.ErrnoException) => {
    failure = error
  }
  target.on('error', onError)
  try {
    for await (const chunk of source) {
      if (failure !== undefined) break
      if (!target.write(chunk)) await drained(target)
    }
    await new Promise<void>((resolve) => target.write('', () => resolve()))
  } catch (error) {
    if (failure === undefined) throw error
  } finally {
    if (failure === undefined) target.off('error', onError)
  }
  if (failure !== undefined && failure.code !== 'EPIPE') throw failure
}

function drained(target: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done).off('close', done)
      resolve()
    }
    target.on('drain', done).on('close', done)
  })
}
