import type { Database } from '../core/database.ts'
import { periodId } from './periods.ts'

/**
 * Makes the temporary tables that findings are computed over. `finding_periods`: every month,
 * quarter and year that complaints or contacts touch up to the cut-off; `compared_with` is null
 * where the period before has no data. `finding_windows`: per period the days of itself (`is_now`)
 * and of the period before; an open period is compared with as many days of the earlier one.
 */
export async function createFindingPeriods(database: Database): Promise<void> {
  await database.run(`create or replace temp table finding_periods as
    with touched as (
      select received_on as day from marts.complaints
      union
      select started_on from marts.contacts
    ),
    types(period_type, step) as (
      values ('month', interval 1 month), ('quarter', interval 3 month), ('year', interval 1 year)
    ),
    starts as (
      select distinct period_type, step, date_trunc(period_type, day)::date as period_start
      from touched cross join types
      where day <= local_day(getvariable('as_of'))
    ),
    dated as (
      select period_type, period_start,
        (period_start + step - interval 1 day)::date as period_end,
        (period_start - step)::date as previous_start,
        (period_start - interval 1 day)::date as previous_end,
        local_midnight((period_start + step)::date) > getvariable('as_of') as is_open,
        date_diff('day', period_start, local_day(getvariable('as_of')))::integer as days_so_far,
      from starts
    )
    select period_type, ${periodId('period_type', 'period_start')} as period_id,
      period_start, period_end, is_open,
      case when (period_type, previous_start) in (select (period_type, period_start) from starts)
        then ${periodId('period_type', 'previous_start')} end as compared_with,
      previous_start,
      case when is_open then least(previous_start + days_so_far, previous_end)
        else previous_end end as previous_end,
    from dated`)
  await createFindingWindows(database)
}

/** Makes the temporary table `finding_windows` of the periods in `finding_periods`. */
export async function createFindingWindows(database: Database): Promise<void> {
  await database.run(`create or replace temp table finding_windows as
    select period_type, period_id, compared_with, true as is_now,
      period_start as from_day, period_end as to_day,
    from finding_periods
    union all
    select period_type, period_id, compared_with, false, previous_start, previous_end
    from finding_periods where compared_with is not null`)
}

/** SQL expression: how a period is called in Chinese; its argument is an SQL expression as well. */
export function periodNameZh(id: string): string {
  return `case
    when ${id} like '%-Q%' then replace(${id}, '-Q', '年第') || '季度'
    when length(${id}) = 7 then left(${id}, 4) || '年' || ltrim(right(${id}, 2), '0') || '月'
    when length(${id}) = 4 then ${id} || '年'
    else ${id} end`
}
