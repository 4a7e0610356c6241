import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { exactSum, sumScale } from './count-days.ts'
import { type Indicator, partConditions } from './define-indicator.ts'
import { periodId } from './periods.ts'

/** Periods for which the range of a score is simulated; two years of days would double a build. */
export const rangedPeriods = ['month', 'quarter', 'year'] as const

/**
 * Makes the temporary table `mean_errors`: the standard error of each mean that the score weighs,
 * per month, quarter and year, from sums of squares per day.
 */
export async function createMeanErrors(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await database.run(`create or replace temp table mean_errors (
    indicator varchar, period_type varchar, period_id varchar, standard_error double)`)
  const weighed = await database.rows<{ indicator: string }>(
    'select distinct indicator from score_weights where weight > 0',
  )
  const types = rangedPeriods.map((type) => `('${type}')`).join(', ')
  for (const indicator of indicators) {
    if (indicator.kind !== 'mean') continue
    if (!weighed.some((each) => each.indicator === indicator.name)) continue
    await database.run(`insert into mean_errors
      with daily as (
        select ${indicator.at} as day, count(*) as n, ${exactSum(indicator.sum)} as total,
          ${exactSum(`power(${indicator.sum}, 2)`)} as squares,
        from ${indicator.from}
        where ${partConditions(indicator).denominator}
        group by day
      ),
      summed as (
        select period_type, date_trunc(period_type, day)::date as period_start, sum(n) as n,
          sum(total) / ${sumScale} as total, sum(squares) / ${sumScale} as squares,
        from daily cross join (values ${types}) types(period_type)
        group by all
      )
      select ${literal(indicator.name)}, period_type, ${periodId('period_type', 'period_start')},
        sqrt(greatest(squares - total * total / n, 0) / (n - 1) / n) * ${indicator.scale ?? 1}
      from summed where n > 1`)
  }
}
