import type { Database } from '../core/database.ts'
import { periodTypes } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { groupedRowsSql, groupingSql, partCountsSql } from './count-days.ts'
import { type Indicator, partConditions, type SurvivalMedian } from './define-indicator.ts'
import { periodId } from './periods.ts'
import type { Scope } from './scope.ts'

const typeRows = periodTypes.map((type) => `('${type}')`).join(', ')

/** Median time to the event by Kaplan and Meier: least t with S(t) ≤ 0.5, null if never reached. */
export async function measureSurvival(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  for (const indicator of indicators) {
    if (indicator.kind === 'survival_median')
      await measureSurvivalMedian(database, indicator, scope)
  }
}

async function measureSurvivalMedian(
  database: Database,
  indicator: SurvivalMedian,
  scope: Scope,
): Promise<void> {
  const parts = partConditions(indicator)
  const { sets, names } = groupingSql('period_type, period_start, waited', indicator.by)
  await database.run(`insert into measured
    with counted as (
      select period_type, period_start, waited, ${names},
        count(waited) filter (where has_event) as events, ${partCountsSql(parts)}
      from (
        select *, date_trunc(period_type, counted_on)::date as period_start
        from (select *, case when ${parts.denominator} then ${indicator.days} end as waited,
            ${indicator.event} as has_event
          from (${groupedRowsSql(indicator, indicator.by)}) where ${indicator.rows})
        cross join (values ${typeRows}) types(period_type)
      )
      ${
        scope.isFull
          ? ''
          : `where (period_type, period_start) in (
        select (period_type, period_start) from remeasured where indicator = ${literal(indicator.name)})`
      }
      group by grouping sets (${sets})
    ),
    at_risk as (
      select *,
        sum(occurrences) over (partition by period_type, period_start, grouped_by, group_id
          order by waited rows between current row and unbounded following) as at_risk,
        sum(occurrences) over (partition by period_type, period_start, grouped_by, group_id) as total
      from counted where group_id is not null
    ),
    survival as (
      select *,
        exp(sum(ln(nullif(1 - events / nullif(at_risk, 0), 0))) over in_time) as product,
        bool_or(events = at_risk) over in_time as is_over
      from at_risk
      window in_time as (partition by period_type, period_start, grouped_by, group_id
        order by waited rows unbounded preceding)
    )
    select ${literal(indicator.name)}, period_type, ${periodId('period_type', 'period_start')},
      grouped_by, group_id, null, any_value(total),
      min(waited) filter (where is_over or product <= 0.5 + 1e-9),
      sum(excluded), sum(unknown), sum(immature)
    from survival
    group by period_type, period_start, grouped_by, group_id
    having any_value(total) > 0 or grouped_by = 'all'`)
}
