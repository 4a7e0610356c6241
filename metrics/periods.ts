import type { Database } from '../core/database.ts'

/**
 * Makes the temporary table `periods`: every day, month, quarter and year that data touch up to
 * the cut-off, with the one before and the one a year ago. `is_open`: not over at the cut-off.
 */
export async function createPeriods(database: Database): Promise<void> {
  await database.run(`create or replace temp table periods as
    with touched as (
      select distinct day from indicators.daily
      where day <= local_day(getvariable('as_of'))
    ),
    types(period_type, unit, step) as (
      values ('day', 'day', interval 1 day), ('month', 'month', interval 1 month),
        ('quarter', 'quarter', interval 3 month), ('year', 'year', interval 1 year)
    ),
    starts as (
      select distinct period_type, step, date_trunc(unit, day)::date as period_start
      from touched cross join types
    )
    select
      period_type,
      ${periodId('period_type', 'period_start')} as period_id,
      period_start,
      (period_start + step - interval 1 day)::date as period_end,
      ${periodId('period_type', '(period_start - step)::date')} as previous_id,
      ${periodId('period_type', '(period_start - interval 1 year)::date')} as year_ago_id,
      (period_start - step)::date as previous_start,
      (period_start - interval 1 year)::date as year_ago_start,
      (period_start - interval 1 day)::date as previous_end,
      (period_start - interval 1 year + step - interval 1 day)::date as year_ago_end,
      local_midnight((period_start + step)::date) > getvariable('as_of') as is_open,
      date_diff('day', period_start, local_day(getvariable('as_of'))) as days_so_far,
      exists (
        select 1 from starts earlier
        where earlier.period_type = starts.period_type
          and earlier.period_start = (starts.period_start - starts.step)::date
      ) as has_previous,
      exists (
        select 1 from starts earlier
        where earlier.period_type = starts.period_type
          and earlier.period_start = (starts.period_start - interval 1 year)::date
      ) as has_year_ago,
    from starts`)
}

/** SQL for the identifier of the period of a type that starts on a day. */
export function periodId(type: string, start: string): string {
  return `case ${type}
      when 'day' then strftime(${start}, '%Y-%m-%d')
      when 'month' then strftime(${start}, '%Y-%m')
      when 'quarter' then year(${start})::varchar || '-Q' || quarter(${start})::varchar
      else year(${start})::varchar end`
}
