import type { Database, Row } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { maskedKey } from './masked-key.ts'

/** Which refused records are meant; every field that is given must fit. */
export interface Selection {
  readonly source?: string | undefined
  readonly reason?: string | undefined
  readonly column?: string | undefined
  readonly file?: string | undefined
  readonly record?: number | undefined
  readonly department?: string | undefined
}

/** Refused records that break the same rule. */
export interface RefusedGroup extends Row {
  readonly source: string
  readonly column_name: string
  readonly reason: string
  readonly reason_zh: string | null
  readonly reason_en: string | null
  readonly todo: string | null
  readonly records: number
  readonly files: number
  /** Local files are named with the record that came first. */
  readonly first_file: string
  readonly first_record: number
  readonly first_seen: string
  readonly last_seen: string
}

/** A rule that a record breaks; value and key masked, instants in UTC. */
export interface RefusedRow extends Row {
  readonly source: string
  readonly contract: string
  readonly file: string
  readonly sheet: string | null
  readonly record: number
  readonly column_name: string
  readonly reason: string
  readonly value_masked: string | null
  readonly record_key: string | null
  readonly status: string
  readonly first_seen: string
  readonly last_seen: string
  readonly closed_at: string | null
  readonly closed_by: string | null
  readonly note: string | null
  /** The department that can correct it: the source's sender, else the record's own. */
  readonly department_id: string | null
}

/**
 * Refused rows with their source and department; the same rule broken by the same key in several
 * deliveries was first and last seen with the first and last of them. A record without a key is
 * the same one only where its file is read anew.
 */
const known = `(
  select rejected.* exclude (department_id), files.source,
    coalesce(sources.sender::varchar, rejected.department_id) as department_id,
    min(files.loaded_at) over same as first_seen, max(files.loaded_at) over same as last_seen
  from ops.rejected_rows rejected
  join ops.files files using (file_id)
  left join ops.sources sources using (source)
  window same as (partition by files.source, rejected.column_name, rejected.reason,
    coalesce(record_key, files.sha256 || ':' || rejected.record))
)`

/** Open refused records by source, column and reason, most records first. */
export function listRefused(
  database: Database,
  selection: Selection,
): Promise<readonly RefusedGroup[]> {
  return database.rows<RefusedGroup>(
    `select source, column_name, reason, any_value(title_zh) as reason_zh,
      any_value(title_en) as reason_en, any_value(todo) as todo,
      count(distinct (file_id, record)) as records, count(distinct file_id) as files,
      arg_min(file, (file_id, record)) as first_file,
      arg_min(record, (file_id, record)) as first_record,
      min(first_seen) as first_seen, max(last_seen) as last_seen
    from ${known} left join ops.reasons using (reason)
    where status = 'open' and ${selectionSql(selection)}
    group by source, column_name, reason order by records desc, source, column_name, reason`,
  )
}

/** Refused rows one by one, in the order of files and records; closed ones too when asked. */
export async function showRefused(
  database: Database,
  selection: Selection,
  options: { readonly withClosed?: boolean; readonly limit?: number } = {},
): Promise<readonly RefusedRow[]> {
  const rows = await database.rows<RefusedRow>(
    `select source, contract, file, sheet, record, column_name, reason, value_masked, record_key,
      status, first_seen, last_seen, closed_at, closed_by, note, department_id
    from ${known}
    where ${options.withClosed === true ? 'true' : `status = 'open'`} and ${selectionSql(selection)}
    order by file_id, record, column_name
    ${options.limit === undefined ? '' : `limit ${options.limit}`}`,
  )
  return rows.map((row) => ({
    ...row,
    record_key: row.record_key === null ? null : maskedKey(row.record_key),
  }))
}

/** Gives up open refused records for good; they stay counted. Resolves to their number. */
export async function discardRefused(
  database: Database,
  selection: Selection,
  by: { readonly name: string; readonly note: string; readonly at: Date },
): Promise<number> {
  const at = by.at.toISOString().replace('T', ' ').replace('Z', '')
  const rows = await database.rows<{ file_id: number; record: number }>(
    `update ops.rejected_rows set status = 'discarded', closed_at = timestamp ${literal(at)},
      closed_by = ${literal(by.name)}, note = ${literal(by.note)}
    where status = 'open' and (file_id, record) in
      (select (file_id, record) from ${known} where ${selectionSql(selection)})
    returning file_id, record`,
  )
  return new Set(rows.map((row) => `${row.file_id}:${row.record}`)).size
}

/** A condition over refused rows with their source and department. */
function selectionSql(selection: Selection): string {
  const conditions = [
    equals('reason', selection.reason),
    equals('column_name', selection.column),
    equals('file', selection.file),
    equals('department_id', selection.department),
    selection.record === undefined ? [] : [`record = ${selection.record}`],
    selection.source === undefined
      ? []
      : [`(source = ${literal(selection.source)} or contract = ${literal(selection.source)})`],
  ]
  return ['true', ...conditions.flat()].join(' and ')
}

/** The files and records of open refused rows, as a query. */
export function selectedRecords(selection: Selection): string {
  return `select distinct file_id, record from ${known}
    where status = 'open' and ${selectionSql(selection)}`
}

function equals(column: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${column} = ${literal(value)}`]
}
