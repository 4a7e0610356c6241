import type { Database } from '../core/database.ts'
import { periodTypes } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { groupedRowsSql, groupingSql, partCountsSql } from './count-days.ts'
import { type Indicator, partConditions, type Quantile } from './define-indicator.ts'
import { periodId } from './periods.ts'

const typeRows = periodTypes.map((type) => `('${type}')`).join(', ')

/**
 * Exact quantiles from value histograms: how often each value occurs per period and group. The
 * histogram is additive; an exact quantile function would need all values in memory at once.
 * Indicators of the same values share one histogram.
 */
export async function measureQuantiles(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  const families = new Map<string, Quantile[]>()
  for (const indicator of indicators) {
    if (indicator.kind !== 'quantile') continue
    const key = [indicator.from, indicator.at, indicator.value, indicator.rows].join('|')
    families.set(key, [...(families.get(key) ?? []), indicator])
  }
  for (const family of families.values()) {
    const [first] = family
    if (first === undefined) continue
    await createHistogram(database, first)
    for (const indicator of family) await readQuantile(database, indicator)
    await database.run('drop table histogram')
  }
}

/** How often each value occurs per day and group. */
async function createHistogram(database: Database, indicator: Quantile): Promise<void> {
  const parts = partConditions(indicator)
  const { sets, names } = groupingSql('counted_on, measured_value', indicator.by)
  await database.run(`create or replace temp table histogram as
    select counted_on as day, measured_value, ${names}, ${partCountsSql(parts)}
    from (select *, case when ${parts.denominator} then ${indicator.value} end as measured_value
      from (${groupedRowsSql(indicator, indicator.by)}) where ${indicator.rows})
    group by grouping sets (${sets})`)
}

async function readQuantile(database: Database, indicator: Quantile): Promise<void> {
  await database.run(`insert into measured
    with by_period as (
      select period_type, date_trunc(period_type, day)::date as period_start, grouped_by, group_id,
        measured_value, sum(columns(['occurrences', 'excluded', 'unknown', 'immature']))
      from histogram cross join (values ${typeRows}) types(period_type)
      where group_id is not null
      group by all
    ),
    cumulated as (
      select *,
        sum(occurrences) over in_order as reached,
        sum(occurrences) over (partition by period_type, period_start, grouped_by, group_id) as total
      from by_period
      window in_order as (partition by period_type, period_start, grouped_by, group_id
        order by measured_value rows unbounded preceding)
    ),
    placed as (
      select *, (total - 1) * ${indicator.quantile} as place from cumulated
    ),
    bounds as (
      select period_type, period_start, grouped_by, group_id, any_value(total) as total,
        any_value(place) as place, sum(columns(['excluded', 'unknown', 'immature'])),
        min(measured_value) filter (where reached > floor(place)) as below,
        min(measured_value) filter (where reached > ceil(place)) as above
      from placed
      group by period_type, period_start, grouped_by, group_id
    )
    select ${literal(indicator.name)}, period_type, ${periodId('period_type', 'period_start')},
      grouped_by, group_id, null, total, below + (above - below) * (place - floor(place)),
      excluded, unknown, immature
    from bounds where total > 0 or grouped_by = 'all'`)
}
