import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'

/**
 * Composite scores for the bank: each part is scaled from its floor (0) to its target (100) as
 * valid at the period's end, and weighted; parts without a value, a target or a large enough
 * sample drop out. No score when too little weight is left.
 */
export async function measureScores(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  for (const indicator of indicators) {
    if (indicator.kind !== 'composite') continue
    const weights = Object.entries(indicator.weights)
      .map(([name, weight]) => `(${literal(name)}, ${weight})`)
      .join(', ')
    await database.run(`insert into measured
      with rated as (
        select periods.period_type, periods.period_id, weights.weight,
          least(greatest((measured.value - targets.floor) / (targets.target - targets.floor), 0), 1) * 100
            as points,
          targets.floor is not null and targets.target <> targets.floor as has_scale,
        from periods
        cross join (values ${weights}) weights(indicator, weight)
        join measured using (indicator, period_type, period_id)
        join reference.targets using (indicator)
        where measured.grouped_by = 'all' and measured.value is not null
          and measured.denominator >= ${indicator.minimumDenominator}
          and targets.grouped_by = 'all' and targets.group_id = 'all'
          and targets.valid_from <= periods.period_end
          and (targets.valid_to is null or targets.valid_to >= periods.period_end)
        qualify row_number() over (partition by periods.period_type, periods.period_id, indicator
          order by targets.valid_from desc) = 1
      ),
      scaled as (
        select * replace (case when has_scale then points end as points) from rated
      )
      select ${literal(indicator.name)}, periods.period_type, periods.period_id, 'all', 'all',
        coalesce(sum(weight * points) filter (where points is not null), 0),
        coalesce(sum(weight) filter (where points is not null), 0),
        case when sum(weight) filter (where points is not null) >= ${indicator.minimumWeight} - 1e-9
          then sum(weight * points) filter (where points is not null)
            / sum(weight) filter (where points is not null) end,
        0, 0, 0
      from periods
      left join scaled using (period_type, period_id)
      group by periods.period_type, periods.period_id`)
  }
}
