import type { Database } from '../core/database.ts'

/**
 * Numbers instead of names, by which millions of figures find those that they are compared with:
 * temporary tables `numbered_periods` (with the numbers of the periods that one is compared with:
 * an open one has numbers of its own for them), `numbered_indicators` and `numbered_groups`.
 */
export async function numberSlices(database: Database): Promise<void> {
  await database.run(`create or replace temp table numbered_periods as
    with numbered as (
      select *, 4 * row_number() over (order by period_type, period_start) as number from periods
    )
    select numbered.*,
      case when numbered.is_open then numbered.number + 1 else before.number end as previous_number,
      case when numbered.is_open then numbered.number + 2 else year_ago.number end as year_ago_number,
    from numbered
    left join numbered as before
      on before.period_type = numbered.period_type and before.period_id = numbered.previous_id
    left join numbered as year_ago
      on year_ago.period_type = numbered.period_type and year_ago.period_id = numbered.year_ago_id;
    create or replace temp table numbered_indicators as
      select *, row_number() over (order by indicator) as number from indicators.definitions;
    create or replace temp table numbered_groups as
      select *, row_number() over (order by grouped_by, group_id) as number
      from (
        select grouped_by, group_id from measured
        union select grouped_by, group_id from open_sums
        union select 'all', 'all'
      )`)
}

/** SQL of the number of an indicator's group, by the numbers of both. */
export const sliceNumber = '(numbered_groups.number * 1000 + numbered_indicators.number) * 1000000'

/** Joins of a table with names to the numbers of its indicator, group and period. */
export function numbers(table: string): string {
  return `join numbered_indicators on numbered_indicators.indicator = ${table}.indicator
      join numbered_groups on numbered_groups.grouped_by = ${table}.grouped_by
        and numbered_groups.group_id = ${table}.group_id
      join numbered_periods periods on periods.period_type = ${table}.period_type
        and periods.period_id = ${table}.period_id`
}

/**
 * Temporary table `earlier`: what may be compared with, by the number of indicator, group and
 * period: all that is measured, and the sums for open periods.
 */
export async function createEarlier(database: Database): Promise<void> {
  await database.run(`create or replace temp table earlier as
    select ${sliceNumber} + periods.number as number,
      measured.numerator, measured.denominator, measured.value,
    from measured ${numbers('measured')}
    union all
    select ${sliceNumber} + periods.number + case figure when 'previous' then 1 else 2 end,
      sums.numerator, sums.denominator,
      sums.numerator / nullif(sums.denominator, 0) * scales.scale,
    from open_sums sums join scales on scales.indicator = sums.indicator ${numbers('sums')}
    where sums.is_compared`)
}
