import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Contract } from './define-contract.ts'
import type { Load } from './load-file.ts'

/**
 * Closes refused records whose key has since been delivered well, in a later file or later in the
 * same one. Resolves to the number of records closed.
 */
export async function closeCorrected(
  database: Database,
  contracts: readonly Contract[],
  { loadId, loadedAt }: Pick<Load, 'loadId' | 'loadedAt'>,
): Promise<number> {
  let closed = 0
  for (const { name, key, kind } of contracts) {
    if (kind === 'reference') continue
    const { open } = await database.row<{ open: number }>(
      `select count(*) as open from ops.rejected_rows where contract = $1 and status = 'open'`,
      [name],
    )
    if (open === 0) continue
    const parts = key.map((each) => `coalesce(${identifier(each)}::varchar, '')`)
    const records = await database.rows<{ file_id: number; record: number }>(
      `update ops.rejected_rows set status = 'corrected',
        closed_at = timestamp ${literal(loadedAt)}, note = ${literal(`load ${loadId}`)}
      from (select concat_ws('|', ${parts.join(', ')}) as key, _file_id, _row
        from ${identifier('landing', name)}) landed
      where contract = ${literal(name)} and status = 'open' and record_key = landed.key
        and (landed._file_id, landed._row) > (file_id, record)
      returning file_id, record`,
    )
    closed += new Set(records.map((each) => `${each.file_id}:${each.record}`)).size
  }
  return closed
}
