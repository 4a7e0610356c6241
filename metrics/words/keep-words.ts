import type { Database } from '../../core/database.ts'
import { openNarrativeReader } from './read-narrative.ts'
import { segmenterVersion } from './segment.ts'

/** Columns of `ops.narrative_words`, which spares a build to cut the same texts again. */
export const narrativeWordColumns = {
  narrative_hash: 'MD5 of a masked narrative of marts.complaints',
  segmenter: 'code and dictionaries that cut it; rows of others are made anew',
  sketch: 'by which near-duplicates are told',
  words: 'its distinct words, between blanks',
} as const

const batch = 20_000

/**
 * Cuts the narratives of `marts.complaints` that are not in `ops.narrative_words` yet, and removes
 * what no narrative has any more. Resolves to the number of texts that were cut.
 */
export async function keepNarrativeWords(database: Database): Promise<number> {
  const columns = Object.keys(narrativeWordColumns).map((name) => `${name} varchar not null`)
  await database.run(`create schema if not exists ops;
    create table if not exists ops.narrative_words (${columns.join(', ')});
    create or replace temp table narratives as
      select md5(narrative) as narrative_hash, any_value(narrative) as narrative,
        min(received_at) as first_at,
      from marts.complaints where narrative is not null group by all`)
  await database.run(
    `delete from ops.narrative_words
    where segmenter <> $1 or narrative_hash not in (select narrative_hash from narratives)`,
    [segmenterVersion()],
  )
  await database.run(`create or replace temp table new_narratives as
    select row_number() over () - 1 as position, narrative_hash, narrative
    from narratives anti join ops.narrative_words using (narrative_hash)`)
  const { count } = await database.row<{ count: number }>(
    'select count(*) as count from new_narratives',
  )
  if (count > 0) await cutNew(database, count)
  return count
}

async function cutNew(database: Database, count: number): Promise<void> {
  const version = segmenterVersion()
  const read = await openNarrativeReader()
  for (let start = 0; start < count; start += batch) {
    const texts = await database.rows<{ narrative_hash: string; narrative: string }>(
      `select narrative_hash, narrative from new_narratives
      where position >= ${start} and position < ${start + batch}`,
    )
    const rows = texts.map(({ narrative_hash, narrative }) => {
      const { sketch, words } = read(narrative)
      return [narrative_hash, version, sketch, words.join(' ')]
    })
    await database.run(
      `insert into ops.narrative_words
      select cells[1], cells[2], cells[3], cells[4]
      from (select unnest($1::json::varchar[][]) as cells)`,
      [JSON.stringify(rows)],
    )
  }
}
