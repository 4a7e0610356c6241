import type { Database } from '../core/database.ts'
import type { Manifest } from './edition.ts'

/**
 * That the score of the edition follows from its parts to 0.01, and is the warehouse's own figure.
 * The score is the bank's: `expected` is 0 for a department.
 */
export async function checkScore(
  database: Database,
  expected: 0 | 1,
): Promise<Manifest['checks'][number]> {
  const { scores, wrong } = await database.row<{ scores: number; wrong: number }>(
    `with again as (
      select sum(weight * points) / sum(weight) filter (where points is not null) as score
      from edition.score_parts
    ),
    figures as (
      select period_id, value from warehouse.indicators."values"
      where indicator = 'quality_score' and grouped_by = 'all'
    )
    select count(*) as scores, count(*) filter (where shown.score is distinct from figures.value
      or shown.score is not null and not coalesce(abs(again.score - shown.score) < 0.01, false))
      as wrong
    from edition.score shown
    cross join again
    left join figures using (period_id)`,
  )
  return {
    name: 'score_follows_from_parts',
    ok: scores === expected && wrong === 0,
    detail: `${scores} score, ${wrong} wrong`,
  }
}
