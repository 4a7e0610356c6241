import type { Database } from '../../core/database.ts'
import { storeRows } from '../store-rows.ts'
import { groupTemplates } from './templates.ts'

/**
 * Counts the documents that hold each word, from `ops.narrative_words` and `finding_windows`, into
 * temporary tables. A document is a template of a slice and calendar month, or of its first days
 * where an open period is compared with them: near-duplicates of a month count once, by the words
 * of the first. `word_counts` per piece, slice and word, `word_sizes` per piece and slice (with
 * the sum of the counts), `word_pieces` says which pieces a side of a period is made of.
 */
export async function countWords(database: Database): Promise<void> {
  await groupNarratives(database)
  await createPieces(database)
  await database.run(`create or replace temp table word_documents as
    with rows as (
      select complaint_id, received_on, narrative_hash, template,
        list_filter(['', 'product=' || product_code, 'cause=' || cause_code],
          lambda each: each is not null) as slices,
      from marts.complaints
      join narrative_templates on narrative_hash = md5(narrative)
      where is_received
    ),
    placed as (
      select piece, unnest(slices) as slice, template, complaint_id, narrative_hash,
      from rows join pieces on received_on between from_day and to_day
    )
    select piece, slice, template, min_by(narrative_hash, complaint_id) as narrative_hash,
      count(*) as copies,
    from placed group by all`)
  await database.run(`create or replace temp table word_counts as
    with used as (
      select piece, slice, unnest(string_split(words, ' ')) as word,
      from word_documents join ops.narrative_words using (narrative_hash)
      where words <> ''
    )
    select piece, slice, word, count(*) as documents from used group by all`)
  await database.run(`create or replace temp table word_sizes as
    select piece, slice, documents, copies, coalesce(uses, 0) as uses,
    from (
      select piece, slice, count(*) as documents, sum(copies)::bigint as copies,
      from word_documents group by all
    ) left join (
      select piece, slice, sum(documents)::bigint as uses from word_counts group by all
    ) using (piece, slice)`)
}

async function groupNarratives(database: Database): Promise<void> {
  const rows = await database.rows<{ narrative_hash: string; sketch: string }>(
    `select narrative_hash, sketch
    from ops.narrative_words join narratives using (narrative_hash)
    order by first_at, narrative_hash`,
  )
  const templates = groupTemplates(rows.map(({ sketch }) => sketch))
  await storeRows(
    database,
    'narrative_templates',
    { narrative_hash: 'varchar', template: 'bigint' },
    rows.map(({ narrative_hash }, index) => ({ narrative_hash, template: templates[index] })),
  )
}

/** `pieces`: months, and the first days of months that open periods are compared with. */
async function createPieces(database: Database): Promise<void> {
  await database.run(`create or replace temp table pieces as
    select (row_number() over ())::integer as piece, *
    from (
      select date_trunc('month', received_on)::date as from_day, last_day(received_on) as to_day,
      from marts.complaints
      union
      select date_trunc('month', to_day)::date, to_day
      from finding_windows where to_day <> last_day(to_day)
    )`)
  await database.run(`create or replace temp table word_pieces as
    select period_type, period_id, compared_with, is_now, piece,
    from finding_windows windows
    join pieces on pieces.from_day >= windows.from_day and pieces.to_day <= windows.to_day
      and (pieces.to_day = last_day(pieces.to_day) or pieces.to_day = windows.to_day)`)
}
