import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { exactSum, sumScale } from './count-days.ts'
import type { Indicator } from './define-indicator.ts'
import { createMeanErrors } from './score-errors.ts'
import { createScoreParts } from './score-parts.ts'
import { createScoreReference } from './score-reference.ts'
import { createScores } from './score-summary.ts'

/**
 * The composite score of the bank: each part is scaled from its floor (0) to its target (100) as
 * valid at the period's end, and weighted as decided for that day. Makes `indicators.score_parts`
 * and `indicators.scores`, and gives the score to the measured numbers: it is not changed by the
 * compliance gate, which stands beside it.
 */
export async function measureScores(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  const [score, other] = indicators.filter((each) => each.kind === 'composite')
  if (score === undefined) return
  if (other !== undefined) throw new Error(`${score.name} and ${other.name}: one score is weighed`)
  await createScoreReference(database)
  await createMeanErrors(database, indicators)
  await createScoreParts(database, score)
  await database.run(`insert into measured
    with summed as (
      select period_type, period_id, ${exactSum('weight * points')} / ${sumScale} as points,
        ${exactSum('weight')} filter (where reason is null) / ${sumScale} as weight,
      from indicators.score_parts
      group by all
    )
    select ${literal(score.name)}, period_type, period_id, 'all', 'all',
      coalesce(points, 0), coalesce(weight, 0),
      case when weight >= ${score.minimumWeight} - 1e-9 then points / weight end, 0, 0, 0
    from periods left join summed using (period_type, period_id)`)
  await createScores(database, score, indicators)
}
