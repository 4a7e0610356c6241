import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import {
  type CompiledContract,
  type CompiledRule,
  shownValueSql,
  typedColumn,
} from './compile-contract.ts'
import { type ReadableFile, rejectedLines } from './read-file.ts'

/** Where a file's rows go, and the numbers they carry. */
export interface Landing {
  readonly table: string
  readonly compiled: CompiledContract
  readonly file: string
  readonly fileId: number
  readonly loadId: number
  readonly loadedAt: string
}

export interface LandedRows {
  readonly rowsRead: number
  readonly rowsQuarantined: number
}

/** Makes the landing table of a contract where it does not exist. */
export async function createLandingTable(
  database: Database,
  table: string,
  compiled: CompiledContract,
): Promise<void> {
  const columns = compiled.columns.map((column) => `${identifier(column.landing)} ${column.type}`)
  await database.run(`create table if not exists ${table} (
    ${columns.join(',\n    ')},
    _file_id integer, _row bigint, _loaded_at timestamp,
    _broken struct(column_name varchar, reason varchar, value_masked varchar)[])`)
}

/**
 * Reads a file in one pass: typed rows stay in the landing table, rows that break a rule go to
 * `ops.rejected_rows` with every rule they break, masked before they are written anywhere.
 */
export async function landFile(
  database: Database,
  readable: ReadableFile,
  landing: Landing,
): Promise<LandedRows> {
  const { table, fileId } = landing
  await dropRejects(database)
  await database.run(insertSql(readable, landing))
  await numberRecords(database, readable, table, fileId)
  await moveBrokenRows(database, landing)
  const lost = readable.hasRejects ? await moveRejectedLines(database, landing) : 0
  await dropRejects(database)
  const { kept } = await database.row<{ kept: number }>(
    `select count(*) as kept from ${table} where _file_id = ${fileId} and _broken is null`,
  )
  const { broken } = await database.row<{ broken: number }>(
    `select count(*) as broken from ${table} where _file_id = ${fileId} and _broken is not null`,
  )
  await database.run(`delete from ${table} where _file_id = ${fileId} and _broken is not null`)
  return { rowsRead: kept + broken + lost, rowsQuarantined: broken + lost }
}

export function insertSql(readable: ReadableFile, landing: Landing): string {
  const { compiled } = landing
  const typed = compiled.columns.map((column) => `${column.typed} as ${typedColumn(column.name)}`)
  const broken = compiled.rules.map((rule) => `coalesce(${rule.broken}, false)`)
  const names = compiled.columns.map((column) => identifier(column.landing))
  const values = compiled.columns.map((column) => typedColumn(column.name))
  return `insert into ${landing.table} (${names.join(', ')}, _file_id, _loaded_at, _broken)
    select ${values.join(', ')}, ${landing.fileId}, timestamp ${literal(landing.loadedAt)},
      case when _structure is not null
        then [{'column_name': '', 'reason': _structure, 'value_masked': null::varchar}]
        when _is_broken then list_filter([${compiled.rules.map((rule) => reasonSql(rule, compiled)).join(',\n      ')}],
          lambda each: each is not null) end
    from (select *, (${broken.join('\n      or ')}) as _is_broken
      from (select *, ${typed.join(',\n        ')}
        from (${readable.relation})))`
}

function reasonSql(rule: CompiledRule, compiled: CompiledContract): string {
  const column = compiled.columns.find((each) => each.name === rule.column)
  return `case when ${rule.broken} then {'column_name': ${literal(rule.column)},
    'reason': ${literal(rule.reason)}, 'value_masked': ${shownValueSql(column)}} end`
}

/**
 * Numbers the rows of a file from 1 as its records are numbered. Rows were inserted in file
 * order; each record that the CSV reader refused shifts the ones after it.
 */
async function numberRecords(
  database: Database,
  readable: ReadableFile,
  table: string,
  fileId: number,
): Promise<void> {
  await database.run(`update ${table}
    set _row = rowid - (select min(rowid) from ${table} where _file_id = ${fileId}) + 1
    where _file_id = ${fileId}`)
  if (!readable.hasRejects) return
  const refused = await refusedRecords(database)
  if (refused.length === 0) return
  const steps = refused.map((record, index) => `(${record - index - 1})`)
  await database.run(`update ${table}
    set _row = _row + (select count(*) from (values ${steps.join(', ')}) refused(before) where before < _row)
    where _file_id = ${fileId} and _row > ${(refused[0] ?? 1) - 1}`)
}

/** Record numbers that the CSV reader refused, ascending; the header is line 1. */
async function refusedRecords(database: Database): Promise<number[]> {
  if (!(await hasRejects(database))) return []
  const rows = await database.rows<{ record: number }>(
    `select distinct line - 1 as record from ${rejectedLines} order by record`,
  )
  return rows.map((row) => row.record)
}

async function hasRejects(database: Database): Promise<boolean> {
  const { found } = await database.row<{ found: boolean }>(
    `select count(*) > 0 as found from duckdb_tables() where table_name = '${rejectedLines}'`,
  )
  return found
}

async function dropRejects(database: Database): Promise<void> {
  await database.run(`drop table if exists ${rejectedLines}; drop table if exists reject_scans`)
}

async function moveBrokenRows(database: Database, landing: Landing): Promise<void> {
  await database.run(`insert into ops.rejected_rows
    select ${literal(landing.compiled.contract.name)}, ${literal(landing.file)}, _row,
      rule.column_name, rule.reason, rule.value_masked, ${landing.loadId}, ${landing.fileId}
    from (select _row, unnest(_broken) as rule from ${landing.table}
      where _file_id = ${landing.fileId} and _broken is not null)
    order by _row`)
}

/** Lines without the right number of cells, or with broken quotes: nothing of them is shown. */
async function moveRejectedLines(database: Database, landing: Landing): Promise<number> {
  if (!(await hasRejects(database))) return 0
  await database.run(`insert into ops.rejected_rows
    select ${literal(landing.compiled.contract.name)}, ${literal(landing.file)}, line - 1, '',
      case when bool_or(error_type in ('MISSING COLUMNS', 'TOO MANY COLUMNS')) then 'wrong_column_count'
        when bool_or(error_type = 'UNQUOTED VALUE') then 'broken_quotes' else 'unreadable_line' end,
      null, ${landing.loadId}, ${landing.fileId}
    from ${rejectedLines} group by line order by line`)
  const { lost } = await database.row<{ lost: number }>(
    `select count(distinct line) as lost from ${rejectedLines}`,
  )
  return lost
}

/**
 * Keeps the newest version of each key: greatest `updated_at` (none ranks lowest), then loaded
 * last. Returns the rows of files from `firstFileId` on that are no version to keep, per file.
 */
export async function keepNewest(
  database: Database,
  table: string,
  compiled: CompiledContract,
  firstFileId: number,
): Promise<ReadonlyMap<number, number>> {
  const key = compiled.contract.key.map((name) => identifier(name)).join(', ')
  const hasVersion = compiled.columns.some((column) => column.name === 'updated_at')
  const version = hasVersion ? 'updated_at desc nulls last, ' : ''
  const { older } = await database.row<{ older: number }>(
    `select count(*) as older from (select 1 from ${table} where _file_id < ${firstFileId} limit 1)`,
  )
  const fresh = `where (${key}) in (select (${key}) from ${table} where _file_id >= ${firstFileId})`
  await database.run(`create or replace temp table superseded as
    with repeated as (
      select ${key} from ${table} ${older === 0 ? '' : fresh} group by ${key} having count(*) > 1
    ),
    ranked as (
      select rowid as row_number_in_table, _file_id,
        row_number() over (partition by ${key} order by ${version}_file_id desc, _row desc) as rank
      from ${table} semi join repeated using (${key})
    )
    select row_number_in_table, _file_id from ranked where rank > 1`)
  const counts = await database.rows<{ file_id: number; rows: number }>(
    `select _file_id as file_id, count(*) as rows from superseded where _file_id >= ${firstFileId} group by _file_id`,
  )
  await database.run(
    `delete from ${table} where rowid in (select row_number_in_table from superseded)`,
  )
  await database.run('drop table superseded')
  return new Map(counts.map((each) => [each.file_id, each.rows]))
}
