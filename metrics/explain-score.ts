import { literal } from '../core/sql.ts'
import type { NumberQuestion } from './explain-question.ts'

/** One row per part of a composite score: weight, value, scale and points; null when it drops out. */
export function scorePartsSql({ indicator, period }: NumberQuestion): string {
  if (indicator.kind !== 'composite') throw new Error(`${indicator.name} is no composite`)
  const weights = Object.entries(indicator.weights)
    .map(([name, weight]) => `(${literal(name)}, ${weight})`)
    .join(', ')
  return `select weights.indicator, weights.weight, part.value, part.denominator as sample, part.floor, part.target,
        case when part.value is not null and part.floor is not null and part.target <> part.floor
                and part.denominator >= ${indicator.minimumDenominator}
            then least(greatest((part.value - part.floor) / nullif(part.target - part.floor, 0), 0), 1) * 100
        end as points,
        weights.weight * points as weighted_points
    from (values ${weights}) weights(indicator, weight)
    left join indicators.values as part
        on part.indicator = weights.indicator
        and part.period_type = ${literal(period.type)} and part.period_id = ${literal(period.id)}
        and part.grouped_by = 'all'`
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
