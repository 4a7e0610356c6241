import { identifier, literal } from '../core/sql.ts'
import { keepNewest } from './keep-newest.ts'
import type { Load, Target } from './load-file.ts'
import { moveReference } from './replay-reference.ts'

/** What became of refused records that were read again. */
export interface MovedRecords {
  /** Records that are good now. */
  readonly accepted: number
  /** Of those, superseded by a newer version of the same key. */
  readonly superseded: number
  readonly still_refused: number
}

/**
 * Settles a file that was read again into the table of `target`: records of `selected` that are
 * good now move on, and their rows of `former` are closed; all other refused rows stay as they were.
 */
export async function moveRecords(
  load: Load,
  target: Target,
  fileId: number,
): Promise<MovedRecords> {
  const { database, loadedAt, loadId } = load
  const { compiled, table } = target
  const ofFile = `file_id = ${fileId}`
  // rules that are broken now replace the former ones only of open records that were asked for
  await database.run(`
    create temp table asked as
      select distinct record from former where status = 'open' and record in (from selected);
    delete from ops.rejected_rows where ${ofFile} and record not in (from asked);
    create temp table good as
      select record from asked where record in (select _row from ${table});
    insert into ops.rejected_rows by name
      select * replace (
        case when record in (from good) then 'replayed' else status end as status,
        case when record in (from good) then timestamp ${literal(loadedAt)} else closed_at end as closed_at,
        case when record in (from good) then ${literal(`load ${loadId}`)} else note end as note
      ) from former where record not in (from asked) or record in (from good)`)
  const counts = await database.row<{ asked: number; good: number }>(
    'select (select count(*) from asked) as asked, (select count(*) from good) as good',
  )
  const superseded =
    compiled.contract.kind === 'facts'
      ? await moveFacts(load, target, fileId)
      : await moveReference(load, target, fileId)
  await database.run(`update ops.files set
      rows_accepted = rows_accepted + ${counts.good - superseded},
      rows_duplicate = rows_duplicate + ${superseded},
      rows_quarantined = rows_quarantined - ${counts.good}
    where ${ofFile};
    drop table asked; drop table good`)
  return { accepted: counts.good, superseded, still_refused: counts.asked - counts.good }
}

/**
 * Rows that a moved one supersedes are counted as a load would have counted them: in files of
 * its own load or of later ones, never in those of earlier loads. Resolves to the moved rows that
 * are superseded themselves.
 */
async function moveFacts(load: Load, target: Target, fileId: number): Promise<number> {
  const { database } = load
  const { compiled, table } = target
  const landing = identifier('landing', compiled.contract.name)
  const key = compiled.contract.key.map((name) => identifier(name)).join(', ')
  const present = `select _file_id, count(*) as rows from ${landing}
    where (${key}) in (select (${key}) from ${table} where _row in (from good)) group by _file_id`
  await database.run(`create temp table present_before as ${present};
    insert into ${landing} by name select * from ${table} where _row in (from good)`)
  const fresh = `(_file_id = ${fileId} and _row in (from good))`
  const superseded = await keepNewest(database, landing, compiled, fresh)
  const own = superseded.get(fileId) ?? 0
  await database.run(`update ops.files set
      rows_accepted = rows_accepted - lost.rows, rows_duplicate = rows_duplicate + lost.rows
    from (select _file_id, present_before.rows - coalesce(present_after.rows, 0)
          + case when _file_id = ${fileId} then (select count(*) from good) - ${own} else 0 end as rows
        from present_before left join (${present}) present_after using (_file_id)) lost
    where file_id = _file_id and lost.rows > 0
      and load_id >= (select load_id from ops.files where file_id = ${fileId});
    drop table present_before`)
  return own
}
