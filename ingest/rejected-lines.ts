import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Landing, MappedTable } from './landing.ts'

/** Where the CSV reader puts lines that it cannot cut into cells. */
export const rejectedLines = 'rejected_lines'

/** Record numbers that the CSV reader refused, ascending, within their table. */
export async function refusedRecords(
  database: Database,
  { linesBefore }: MappedTable,
): Promise<number[]> {
  if (!(await hasRejects(database))) return []
  const rows = await database.rows<{ record: number }>(
    `select distinct line - ${linesBefore} as record from ${rejectedLines} order by record`,
  )
  return rows.map((row) => row.record)
}

/** Whether the reader has read anything since the last `dropRejects`. */
async function hasRejects(database: Database): Promise<boolean> {
  const { found } = await database.row<{ found: boolean }>(
    `select count(*) > 0 as found from duckdb_tables() where table_name = '${rejectedLines}'`,
  )
  return found
}

/** Forgets the lines that the reader has refused. */
export async function dropRejects(database: Database): Promise<void> {
  await database.run(`drop table if exists ${rejectedLines}; drop table if exists reject_scans`)
}

/** Lines without the right number of cells, or with broken quotes: nothing of them is shown. */
export async function moveRejectedLines(
  database: Database,
  mapped: MappedTable,
  landing: Landing,
  recordsBefore: number,
): Promise<void> {
  await database.run(`insert into ops.rejected_rows
      (contract, file, record, column_name, reason, load_id, file_id, sheet, status)
    select ${literal(landing.compiled.contract.name)}, ${literal(landing.file)},
      line - ${mapped.linesBefore} + ${recordsBefore}, '',
      case when bool_or(error_type in ('MISSING COLUMNS', 'TOO MANY COLUMNS')) then 'wrong_column_count'
        when bool_or(error_type = 'UNQUOTED VALUE') then 'broken_quotes' else 'unreadable_line' end,
      ${landing.loadId}, ${landing.fileId}, ${literal(mapped.sheet)}, 'open'
    from ${rejectedLines} group by line order by line`)
}
