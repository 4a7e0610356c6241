import type { Database } from '../core/database.ts'
import type { Landing, MappedTable } from './landing.ts'
import { refusedRecords } from './rejected-lines.ts'

const rowsPerBucket = 1024

/**
 * Numbers the rows of a table as its records are numbered. Rows were inserted in file order;
 * each record that the CSV reader refused shifts the ones after it.
 */
export async function numberRecords(
  database: Database,
  mapped: MappedTable,
  { table, fileId }: Landing,
  recordsBefore: number,
): Promise<void> {
  const fresh = `_file_id = ${fileId} and _row is null`
  const { first } = await database.row<{ first: string | null }>(
    `select min(rowid)::varchar as first from ${table} where ${fresh}`,
  )
  if (first === null) return
  const place = `(${table}.rowid - ${first} + 1)`
  const refused = mapped.hasRejects ? await refusedRecords(database, mapped) : []
  if (refused.length === 0) {
    await database.run(`update ${table} set _row = ${place} + ${recordsBefore} where ${fresh}`)
    return
  }
  await database.run(shiftsSql(refused, `select count(*) from ${table} where ${fresh}`))
  await database.run(`update ${table} set _row = ${place} + ${recordsBefore} + shifts.before
      + len(list_filter(shifts.within, lambda step: step < ${place}))
    from shifts where shifts.bucket = ${place} // ${rowsPerBucket} and ${fresh}`)
  await database.run('drop table shifts')
}

/**
 * How many refused records come before each row, by buckets of rows: those before the bucket are
 * counted, those within it listed, so that no row is compared with all of them.
 */
function shiftsSql(refused: readonly number[], count: string): string {
  const steps = refused.map((record, index) => record - index - 1)
  return `create or replace temp table shifts as
    with steps as (select unnest([${steps.join(', ')}])::bigint as step),
    buckets as (select unnest(range((${count}) // ${rowsPerBucket} + 1)) as bucket),
    filled as (
      select step // ${rowsPerBucket} as bucket, list(step) as within, count(*) as steps
      from steps group by all
    )
    select bucket, coalesce(within, []) as within,
      coalesce(sum(steps) over (order by bucket rows between unbounded preceding and 1 preceding),
        0)::bigint as before
    from buckets left join filled using (bucket)`
}
