import type { Database } from '../../core/database.ts'
import { groupRows } from '../group-rows.ts'
import { benjaminiHochberg } from '../statistics/false-discovery.ts'
import { fisherGreater } from '../statistics/fisher.ts'
import { storeRows } from '../store-rows.ts'

/** Documents that a word must be in, of both sides together, to be tested. */
const leastDocuments = 5

/** Documents of the whole bank that the prior is worth. */
const priorDocuments = 10

/**
 * Makes `word_sides` from the tables of `countWords`: per period, slice and word of 5 documents or
 * more the counts of both sides and the weighted log odds `delta` with their standard error; the
 * prior of a word is its share of the bank's documents in both periods, worth 10 documents.
 */
export async function compareWords(database: Database): Promise<void> {
  await database.run(`create or replace temp table word_sides as
    with sizes as (
      select period_type, period_id, any_value(compared_with) as compared_with, slice,
        sum(documents) filter (where is_now) as of_documents,
        sum(documents) filter (where not is_now) as of_previous,
        sum(uses) filter (where is_now) as uses,
        sum(uses) filter (where not is_now) as previous_uses,
      from word_sizes join word_pieces using (piece)
      group by period_type, period_id, slice
      having of_documents >= ${leastDocuments} and of_previous >= ${leastDocuments}
    ),
    frequent as (
      select slice, word from word_counts group by all having sum(documents) >= ${leastDocuments}
    ),
    counts as (
      select period_type, period_id, slice, word,
        coalesce(sum(documents) filter (where is_now), 0) as documents,
        coalesce(sum(documents) filter (where not is_now), 0) as previous,
      from word_counts semi join frequent using (slice, word) join word_pieces using (piece)
      group by all having documents + previous >= ${leastDocuments}
    ),
    priors as (
      select bank.*, word,
        ${priorDocuments} * (documents + previous) / (of_documents + of_previous) as prior,
        ${priorDocuments} * (uses + previous_uses) / (of_documents + of_previous) as strength,
      from counts join sizes as bank using (period_type, period_id, slice)
      where slice = ''
    ),
    sides as (
      select (row_number() over ())::bigint as side, counts.*, sizes.compared_with,
        sizes.of_documents, sizes.of_previous,
        documents + prior as one, previous + prior as two,
        sizes.uses + strength - one as without_one,
        sizes.previous_uses + strength - two as without_two,
      from counts
      join sizes using (period_type, period_id, slice)
      join priors using (period_type, period_id, word)
    )
    select side, period_type, period_id, compared_with, slice, word,
      documents::bigint as documents, of_documents::bigint as of_documents,
      previous::bigint as previous, of_previous::bigint as of_previous,
      ln(one / without_one) - ln(two / without_two) as delta,
      sqrt(1 / one + 1 / two) as deviation,
    from sides`)
}

interface Side {
  readonly [column: string]: unknown
  readonly side: number
  readonly family: string
  readonly documents: number
  readonly of_documents: number
  readonly previous: number
  readonly of_previous: number
  readonly tests: number
}

/**
 * Makes `word_tests`: of each word with a greater share than before the exact two-sided p, and q
 * over all words of its period and dimension, those with a smaller share among them.
 */
export async function testWords(database: Database): Promise<void> {
  const sides = await database.rows<Side>(`
    with counted as (
      select side, period_id || ' ' || split_part(slice, '=', 1) as family,
        documents, of_documents, previous, of_previous,
        count(*) over (partition by family) as tests,
      from word_sides
    )
    from counted where documents * of_previous > previous * of_documents order by side`)
  await storeRows(
    database,
    'word_tests',
    { side: 'bigint', p_value: 'double', q_value: 'double' },
    groupRows(sides, ({ family }) => family).flatMap(testSides),
  )
}

function testSides(sides: readonly Side[]) {
  const pValues = sides.map(({ documents, of_documents, previous, of_previous }) =>
    Math.min(1, 2 * fisherGreater(documents, of_documents, previous, of_previous)),
  )
  const others = (sides[0]?.tests ?? sides.length) - sides.length
  const adjusted = benjaminiHochberg([...pValues, ...Array<number>(others).fill(1)])
  return sides.map(({ side }, index) => ({
    side,
    p_value: pValues[index] ?? null,
    q_value: adjusted[index] ?? null,
  }))
}
