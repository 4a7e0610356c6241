import { literal } from '../core/sql.ts'
import type { NumberQuestion } from './explain-question.ts'

/**
 * One row per part of a composite score: weight with its validity, value, scale and points, or
 * the reason for which it drops out. Weights are those of the build; values, floors and targets
 * are read from what is published of the parts themselves.
 */
export function scorePartsSql({ indicator, period }: NumberQuestion): string {
  if (indicator.kind !== 'composite') throw new Error(`${indicator.name} is no composite`)
  return `select weights.indicator, weights.weight, weights.weight_valid_from,
        weights.weight_approved_by, part.value, part.denominator as sample, part.floor, part.target,
        case when part.value is not null and part.floor is not null and part.target <> part.floor
                and part.denominator >= ${indicator.minimumDenominator}
            then least(greatest((part.value - part.floor) / nullif(part.target - part.floor, 0), 0), 1) * 100
        end as points,
        weights.weight * points as weighted_points, weights.reason
    from indicators.score_parts as weights
    left join indicators.values as part
        on part.indicator = weights.indicator
        and part.period_type = weights.period_type and part.period_id = weights.period_id
        and part.grouped_by = 'all'
    where weights.period_type = ${literal(period.type)} and weights.period_id = ${literal(period.id)}`
}

/** The score of its parts: numerator, denominator and value. */
export function scoreSql(question: NumberQuestion): string {
  const { indicator } = question
  if (indicator.kind !== 'composite') throw new Error(`${indicator.name} is no composite`)
  return `with parts as (
    ${scorePartsSql(question)}
)
select
    coalesce(sum(weighted_points), 0) as numerator,
    coalesce(sum(weight) filter (where points is not null), 0) as denominator,
    case when denominator >= ${indicator.minimumWeight} - 1e-9
        then numerator / nullif(denominator, 0) end as value
from parts`
}
