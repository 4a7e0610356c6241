import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { exactSum, sumScale } from './count-days.ts'
import type { Indicator } from './define-indicator.ts'
import { dayColumns, isOneOf, type Scope } from './scope.ts'

/** SQL of the counts of `indicators.daily` and `indicators.monthly`, added up. */
export const summedCounts = `${exactSum('numerator')} / ${sumScale} as numerator,
    sum(denominator) as denominator, sum(excluded)::bigint as excluded,
    sum(unknown)::bigint as unknown, sum(immature)::bigint as immature`

/**
 * Fills `indicators.monthly`, the daily counts added up per month: quarters, years and first days of
 * them are sums of months, so that one day more costs one month. Where the scope is not full, the
 * months with a touched day of an indicator are added up again.
 */
export async function addUpMonths(
  database: Database,
  indicators: readonly Indicator[],
  { isFull }: Scope = { isFull: true },
): Promise<void> {
  const month = "date_trunc('month', day)::date"
  const sums = `select indicator, ${month} as month, grouped_by, group_id, ${summedCounts}
    from indicators.daily`
  if (isFull) {
    await database.run(`create or replace table indicators.monthly as ${sums} group by all`)
    return
  }
  const columns = indicators.flatMap((each) =>
    dayColumns(each).map(
      ({ from, at }) => `(${[each.name, from, at].map((cell) => literal(cell)).join(', ')})`,
    ),
  )
  await database.run(`create or replace temp table added_up as
    select distinct indicator, ${month} as month
    from touched join (values ${columns.join(', ')}) columns(indicator, mart, day_column)
      using (mart, day_column)`)
  const isTouched = await isOneOf(
    database,
    'day',
    `select unnest(generate_series(month, last_day(month), interval 1 day))::date from (
      select distinct month from added_up)`,
  )
  await database.run(`delete from indicators.monthly
      where (indicator, month) in (select (indicator, month) from added_up);
    insert into indicators.monthly by name
      ${sums}
      where ${isTouched} and (indicator, ${month}) in (select (indicator, month) from added_up)
      group by all`)
}

/**
 * Temporary table `open_sums`: for each open period, indicator and group the sums over as many days
 * of the period before, and of a year ago (`figure`), as it has had itself, at most all of them; and
 * over the days that are left of that period.
 */
export async function sumOpenPeriods(database: Database): Promise<void> {
  await database.run(`create or replace temp table open_windows as
    select period_type, period_id, figure, from_day, until_day,
      least(from_day + days_so_far::integer, until_day) as to_day,
    from periods cross join lateral (values ('previous', previous_start, previous_end),
      ('year_ago', year_ago_start, year_ago_end)) windows(figure, from_day, until_day)
    where is_open`)
  // of a month that is neither compared nor left as a whole, the days count
  const parts = await database.rows<{ first: string; last: string }>(`
    select greatest(from_day, date_trunc('month', to_day)::date) as first,
      least(until_day, last_day(to_day)) as last,
    from open_windows
    where from_day > date_trunc('month', to_day) or to_day <> last_day(to_day)`)
  const isPart = parts.map(({ first, last }) => `day between date '${first}' and date '${last}'`)
  await database.run(`create or replace temp table open_sums as
    with pieces as (
      select open_windows.*, last_day(month) <= to_day as is_compared, monthly.* exclude (month),
      from open_windows join indicators.monthly
        on month >= from_day and last_day(month) <= until_day
        and (last_day(month) <= to_day or month > to_day)
      union all by name
      select open_windows.*, day <= to_day as is_compared, days.* exclude (day),
      from (from indicators.daily where ${isPart.length === 0 ? 'false' : isPart.join(' or ')}) days
      join open_windows on day between greatest(from_day, date_trunc('month', to_day))
          and least(until_day, last_day(to_day))
        and (from_day > date_trunc('month', to_day) or to_day <> last_day(to_day))
    )
    select period_type, period_id, figure, indicator, grouped_by, group_id,
      ${exactSum('numerator')} filter (where is_compared) / ${sumScale} as numerator,
      sum(denominator) filter (where is_compared) as denominator,
      coalesce(sum(denominator) filter (where not is_compared), 0) as other_denominator,
      bool_or(is_compared) as is_compared,
    from pieces group by all`)
}
