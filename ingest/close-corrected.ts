import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Contract } from './define-contract.ts'
import type { Load } from './load-file.ts'

/**
 * Closes refused records whose key has since been delivered well, in a later file or later in the
 * same one, and those that a person had given up before their file was read anew. Resolves to the
 * number of records delivered well.
 */
export async function closeCorrected(
  database: Database,
  contracts: readonly Contract[],
  { loadId, loadedAt }: Pick<Load, 'loadId' | 'loadedAt'>,
): Promise<number> {
  await discardAgain(database)
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

/** A decision of a person about a record of a file outlives that the file is loaded once more. */
async function discardAgain(database: Database): Promise<void> {
  await database.run(`update ops.rejected_rows set status = 'discarded',
      closed_at = given_up.closed_at, closed_by = given_up.closed_by, note = given_up.note
    from (select distinct on (again.file_id, former.record) again.file_id, former.record,
        former.closed_at, former.closed_by, former.note
      from ops.rejected_rows former
        join ops.files before on before.file_id = former.file_id
        join ops.files again on again.contract = before.contract and again.sha256 = before.sha256
      where former.status = 'discarded' and again.file_id > before.file_id
      order by former.file_id desc) given_up
    where rejected_rows.status = 'open' and rejected_rows.file_id = given_up.file_id
      and rejected_rows.record = given_up.record`)
}
