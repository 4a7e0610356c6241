import { identifier, literal } from '../core/sql.ts'
import type { Load, Target } from './load-file.ts'

/**
 * Takes the rows of `good` into a reference table, where the last row of a key stands, as files
 * and records follow each other. Resolves to the number of those that a later row supersedes.
 */
export async function moveReference(
  { database }: Load,
  { compiled, table }: Target,
  fileId: number,
): Promise<number> {
  const { name, key } = compiled.contract
  const reference = identifier('reference', name)
  const columns = compiled.columns.map((column) => identifier(column.landing)).join(', ')
  const keys = key.map((each) => identifier(each)).join(', ')
  // rows of this file that stood before; where the others come from is not kept
  const accepted = `(select * from ${table} where _row not in (from good)
    and _row not in (select record from former where status <> 'replayed'))`
  await database.run(`create temp table winners as
    select _row from ${table} last where _row in (from good)
      and not exists (select 1 from ${table} other where ${sameKey(key, 'other', 'last')}
        and other._row in (from good) and other._row > last._row)
      and not exists (select 1 from ${accepted} other where ${sameKey(key, 'other', 'last')}
        and other._row > last._row)
      and not (exists (select 1 from ${reference} other where ${sameKey(key, 'other', 'last')})
        and exists (select 1 from ops.files where contract = ${literal(name)}
          and status = 'loaded' and file_id > ${fileId}))`)
  const counts = await database.row<{ superseded: number; replaced: number }>(
    `select (select count(*) from good) - (select count(*) from winners) as superseded,
      (select count(distinct (${keys})) from ${accepted} where (${keys}) in
        (select (${keys}) from ${table} where _row in (from winners))) as replaced`,
  )
  await database.run(`delete from ${reference}
      where (${keys}) in (select (${keys}) from ${table} where _row in (from winners));
    insert into ${reference} (${columns})
      select ${columns} from ${table} where _row in (from winners) order by _row;
    update ops.files set rows_accepted = rows_accepted - ${counts.replaced},
      rows_duplicate = rows_duplicate + ${counts.replaced} where file_id = ${fileId};
    drop table winners`)
  return counts.superseded
}

function sameKey(key: readonly string[], one: string, other: string): string {
  return key
    .map((name) => `${one}.${identifier(name)} is not distinct from ${other}.${identifier(name)}`)
    .join(' and ')
}
