import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Contract } from './define-contract.ts'
import type { Source } from './define-source.ts'
import { feedOf } from './deliveries.ts'
import { growTable } from './grow-table.ts'
import { reasons } from './reasons.ts'

/** What became of one file in one load; the four counts add up. */
export interface FileEntry {
  readonly source: string
  readonly contract: string
  readonly file: string
  readonly sha256: string | null
  readonly bytes: number
  /** Encoding of a text, else `binary`; null where it could not be told. */
  readonly encoding: string | null
  /** How the file is written: delimiter, line ends and so on, found in the file. */
  readonly layout: FileLayout
  status: 'loaded' | 'duplicate' | 'held'
  message: string | null
  rows_read: number
  rows_accepted: number
  rows_duplicate: number
  rows_quarantined: number
  /** Records that zod judged too, beside SQL: every refused one and a sample of the others. */
  rows_rechecked: number
  seconds: number
}

/** How a file is written; null where it does not apply. */
export interface FileLayout {
  readonly format: string | null
  readonly delimiter: string | null
  readonly quote: string | null
  readonly line_end: string | null
  readonly has_bom: boolean | null
  readonly has_multiline_cells: boolean | null
  readonly sheets: string | null
}

export const unknownLayout: FileLayout = {
  format: null,
  delimiter: null,
  quote: null,
  line_end: null,
  has_bom: null,
  has_multiline_cells: null,
  sheets: null,
}

const loads = {
  load_id: 'integer primary key',
  started_at: 'timestamp not null',
  finished_at: 'timestamp',
  program_version: 'varchar not null',
  files: 'integer',
  rows_read: 'bigint',
  rows_accepted: 'bigint',
  rows_duplicate: 'bigint',
  rows_quarantined: 'bigint',
  files_held: 'integer',
  seconds: 'double',
  key_fingerprint: 'varchar',
}

const files = {
  file_id: 'integer primary key',
  load_id: 'integer not null',
  contract: 'varchar not null',
  file: 'varchar not null',
  sha256: 'varchar',
  bytes: 'bigint not null',
  encoding: 'varchar',
  status: 'varchar not null',
  message: 'varchar',
  rows_read: 'bigint not null',
  rows_accepted: 'bigint not null',
  rows_duplicate: 'bigint not null',
  rows_quarantined: 'bigint not null',
  loaded_at: 'timestamp not null',
  source: 'varchar',
  feed: 'varchar',
  format: 'varchar',
  delimiter: 'varchar',
  quote: 'varchar',
  line_end: 'varchar',
  has_bom: 'boolean',
  has_multiline_cells: 'boolean',
  sheets: 'varchar',
  rows_rechecked: 'bigint',
  seconds: 'double',
  stamp: 'varchar',
}

const rejectedRows = {
  contract: 'varchar not null',
  file: 'varchar not null',
  record: 'bigint not null',
  column_name: 'varchar not null',
  reason: 'varchar not null',
  value_masked: 'varchar',
  load_id: 'integer not null',
  file_id: 'integer not null',
  sheet: 'varchar',
  record_key: 'varchar',
  department_id: 'varchar',
  status: 'varchar',
  closed_at: 'timestamp',
  closed_by: 'varchar',
  note: 'varchar',
}

const drift = {
  source: 'varchar not null',
  contract: 'varchar not null',
  file: 'varchar not null',
  load_id: 'integer not null',
  change: 'varchar not null',
  column_name: 'varchar not null',
  detail: 'varchar',
  decision: 'varchar not null',
}

const sourceColumns = {
  feed: 'varchar not null',
  column_name: 'varchar not null',
  kind: 'varchar',
  first_file_id: 'integer not null',
  last_file_id: 'integer not null',
}

/** Makes the tables of the operations schema that a load writes, or brings them up to date. */
export async function createLedger(database: Database): Promise<void> {
  for (const schema of ['ops', 'landing', 'reference']) {
    await database.run(`create schema if not exists ${schema}`)
  }
  await growTable(database, 'ops.loads', loads)
  await growTable(database, 'ops.files', files)
  await growTable(database, 'ops.rejected_rows', rejectedRows)
  await growTable(database, 'ops.drift', drift)
  await growTable(database, 'ops.source_columns', sourceColumns)
  await growTable(database, 'ops.watermarks', {
    source: 'varchar not null',
    watermark: 'varchar not null',
    load_id: 'integer not null',
  })
  await database.run(`update ops.files set source = contract where source is null`)
  await database.run(`update ops.rejected_rows set status = 'open' where status is null`)
}

/** Writes what contracts, sources and reasons are called, for pages and people who write SQL. */
export async function nameThings(
  database: Database,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Promise<void> {
  const values = (rows: readonly (readonly (string | null)[])[]) =>
    rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')
  await database.run(`
    create or replace table ops.contracts as select * from (values
      ${values(contracts.map((each) => [each.name, each.title.zh, each.title.en, each.kind]))}
    ) t(contract, title_zh, title_en, kind);
    create or replace table ops.sources as select * replace (sender::varchar as sender) from (values
      ${values(sources.map((each) => [each.name, each.contract, each.title.zh, each.title.en, each.sender ?? null]))}
    ) t(source, contract, title_zh, title_en, sender);
    create or replace table ops.reasons as select * from (values
      ${values(Object.entries(reasons).map(([code, each]) => [code, each.zh, each.en, each.todo]))}
    ) t(reason, title_zh, title_en, todo)`)
}

/** The next number of an integer key. */
export async function nextId(database: Database, table: string, column: string): Promise<number> {
  const { next } = await database.row<{ next: number }>(
    `select coalesce(max(${column}), 0)::integer + 1 as next from ${table}`,
  )
  return next
}

export interface FileIds {
  readonly fileId: number
  readonly loadId: number
  readonly loadedAt: string
  /** What tells whether the file in the inbox is still this one. */
  readonly stamp: string | null
}

/** Writes rows of `ops.files`. */
export async function recordFiles(
  database: Database,
  entries: readonly { readonly entry: FileEntry; readonly ids: FileIds }[],
): Promise<void> {
  if (entries.length === 0) return
  const names = Object.keys(files)
  const rows = entries.map(({ entry, ids }) => {
    const { layout, ...facts } = entry
    const row: Record<string, string | number | boolean | null> = {
      ...facts,
      ...layout,
      file_id: ids.fileId,
      load_id: ids.loadId,
      loaded_at: ids.loadedAt,
      feed: feedOf(entry.file),
      stamp: ids.stamp,
    }
    return `(${names.map((name) => literal(row[name] ?? null)).join(', ')})`
  })
  await database.run(`insert into ops.files (${names.join(', ')}) values ${rows.join(',\n')}`)
}
