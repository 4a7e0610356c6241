import type { Database } from '../core/database.ts'
import { identifier } from '../core/sql.ts'
import type { CompiledContract } from './compile-contract.ts'

/**
 * Keeps the newest version of each key: greatest `updated_at` (none ranks lowest), then loaded
 * last. `fresh` is SQL that tells the rows that are new. Returns how many of those are no version
 * to keep, per file.
 */
export async function keepNewest(
  database: Database,
  table: string,
  compiled: CompiledContract,
  fresh: string,
): Promise<ReadonlyMap<number, number>> {
  const key = compiled.contract.key.map((name) => identifier(name)).join(', ')
  const hasVersion = compiled.columns.some((column) => column.name === 'updated_at')
  const version = hasVersion ? 'updated_at desc nulls last, ' : ''
  const { older } = await database.row<{ older: number }>(
    `select count(*) as older from (select 1 from ${table} where not (${fresh}) limit 1)`,
  )
  const repeatable = `where (${key}) in (select (${key}) from ${table} where ${fresh})`
  await database.run(`create or replace temp table superseded as
    with repeated as (
      select ${key} from ${table} ${older === 0 ? '' : repeatable} group by ${key} having count(*) > 1
    ),
    ranked as (
      select rowid as row_number_in_table, _file_id, (${fresh}) as is_fresh,
        row_number() over (partition by ${key} order by ${version}_file_id desc, _row desc) as rank
      from ${table} semi join repeated using (${key})
    )
    select row_number_in_table, _file_id, is_fresh from ranked where rank > 1`)
  const counts = await database.rows<{ file_id: number; rows: number }>(
    `select _file_id as file_id, count(*) as rows from superseded where is_fresh group by _file_id`,
  )
  await database.run(
    `delete from ${table} where rowid in (select row_number_in_table from superseded)`,
  )
  await database.run('drop table superseded')
  return new Map(counts.map((each) => [each.file_id, each.rows]))
}
