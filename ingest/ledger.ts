import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Contract } from './define-contract.ts'
import { reasons } from './reasons.ts'

/** What became of one file in one load; the four counts add up. */
export interface FileEntry {
  readonly contract: string
  readonly file: string
  readonly sha256: string
  readonly bytes: number
  readonly encoding: string
  status: 'loaded' | 'duplicate' | 'held'
  message: string | null
  rows_read: number
  rows_accepted: number
  rows_duplicate: number
  rows_quarantined: number
}

/** Makes the tables of the operations schema that a load writes. */
export async function createLedger(database: Database): Promise<void> {
  await database.run(`
    create schema if not exists ops;
    create schema if not exists landing;
    create schema if not exists reference;
    create table if not exists ops.loads (
      load_id integer primary key, started_at timestamp not null, finished_at timestamp,
      program_version varchar not null, files integer, rows_read bigint, rows_accepted bigint,
      rows_duplicate bigint, rows_quarantined bigint, files_held integer);
    create table if not exists ops.files (
      file_id integer primary key, load_id integer not null, contract varchar not null,
      file varchar not null, sha256 varchar not null, bytes bigint not null, encoding varchar,
      status varchar not null, message varchar, rows_read bigint not null,
      rows_accepted bigint not null, rows_duplicate bigint not null,
      rows_quarantined bigint not null, loaded_at timestamp not null);
    create table if not exists ops.rejected_rows (
      contract varchar not null, file varchar not null, record bigint not null,
      column_name varchar not null, reason varchar not null, value_masked varchar,
      load_id integer not null, file_id integer not null);
    create table if not exists ops.unknown_columns (
      contract varchar not null, file varchar not null, column_name varchar not null,
      nearest varchar, load_id integer not null);`)
}

/** Writes what contracts and reasons are called, for pages and for people who write SQL. */
export async function nameThings(
  database: Database,
  contracts: readonly Contract[],
): Promise<void> {
  const named = contracts.map((each) =>
    [each.name, each.title.zh, each.title.en, each.kind].map(literal).join(', '),
  )
  const explained = Object.entries(reasons).map(([code, each]) =>
    [code, each.zh, each.en, each.todo].map(literal).join(', '),
  )
  await database.run(`
    create or replace table ops.contracts as
      select * from (values (${named.join('), (')})) t(contract, title_zh, title_en, kind);
    create or replace table ops.reasons as
      select * from (values (${explained.join('), (')})) t(reason, title_zh, title_en, todo)`)
}

/** The next number of an integer key. */
export async function nextId(database: Database, table: string, column: string): Promise<number> {
  const { next } = await database.row<{ next: number }>(
    `select coalesce(max(${column}), 0)::integer + 1 as next from ${table}`,
  )
  return next
}

/** Writes one row of `ops.files`. */
export async function recordFile(
  database: Database,
  entry: FileEntry,
  ids: { fileId: number; loadId: number; loadedAt: string },
): Promise<void> {
  await database.run(
    `insert into ops.files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::timestamp)`,
    [
      ids.fileId,
      ids.loadId,
      entry.contract,
      entry.file,
      entry.sha256,
      entry.bytes,
      entry.encoding,
      entry.status,
      entry.message,
      entry.rows_read,
      entry.rows_accepted,
      entry.rows_duplicate,
      entry.rows_quarantined,
      ids.loadedAt,
    ],
  )
}

/** Rows read of the file with these bytes that this contract has loaded, or undefined. */
export async function rowsOfKnownFile(
  database: Database,
  contract: string,
  sha256: string,
): Promise<number | undefined> {
  const [known] = await database.rows<{ rows_read: number }>(
    `select rows_read from ops.files where contract = $1 and sha256 = $2 and status = 'loaded' limit 1`,
    [contract, sha256],
  )
  return known?.rows_read
}
