import type { Database } from '../core/database.ts'
import type { Landing } from './landing.ts'

const rowsPerBucket = 1024

/** SQL that numbers the rows of a file in a table that is called `landed` there. */
interface RecordNumbers {
  /** A row's place among the rows of its file, from 1. */
  readonly place: string
  /** The number of its record. */
  readonly record: string
  /** What `record` reads beside the table, and the condition that joins it. */
  readonly from: string
  readonly where: string
}

/**
 * Lets `use` number the rows of a file as its records are numbered. Rows were inserted in file
 * order; each record of `refused`, which never became a row, shifts the ones after it.
 */
export async function withRecordNumbers(
  database: Database,
  { table, fileId }: Pick<Landing, 'table' | 'fileId'>,
  refused: readonly number[],
  use: (numbers: RecordNumbers) => Promise<void>,
): Promise<void> {
  const { first, rows } = await database.row<{ first: string | null; rows: number }>(
    `select min(rowid)::varchar as first, count(*) as rows from ${table} where _file_id = ${fileId}`,
  )
  if (first === null) return
  const place = `(landed.rowid - ${first} + 1)`
  if (refused.length === 0) return use({ place, record: place, from: '', where: '' })
  await database.run(shiftsSql(refused, rows))
  await use({
    place,
    record: `(${place} + shifts.before
      + len(list_filter(shifts.within, lambda step: step < ${place})))`,
    from: ', shifts',
    where: ` and shifts.bucket = ${place} // ${rowsPerBucket}`,
  })
  await database.run('drop table shifts')
}

/**
 * How many refused records come before each row, by buckets of rows: those before the bucket are
 * counted, those within it listed, so that no row is compared with all of them.
 */
function shiftsSql(refused: readonly number[], rows: number): string {
  const steps = refused.map((record, index) => record - index - 1)
  return `create or replace temp table shifts as
    with steps as (select unnest([${steps.join(', ')}])::bigint as step),
    buckets as (select unnest(range(${rows} // ${rowsPerBucket} + 1)) as bucket),
    filled as (
      select step // ${rowsPerBucket} as bucket, list(step) as within, count(*) as steps
      from steps group by all
    )
    select bucket, coalesce(within, []) as within,
      coalesce(sum(steps) over (order by bucket rows between unbounded preceding and 1 preceding),
        0)::bigint as before
    from buckets left join filled using (bucket)`
}
