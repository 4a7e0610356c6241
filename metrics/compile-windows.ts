import { type RawBuilder, sql } from 'kysely'
import type { PeriodType } from '../core/periods.ts'
import type { Comparison, MetricQuestion } from './compile-question.ts'
import { union } from './compile-rows.ts'

const steps: Readonly<Record<PeriodType, string>> = {
  day: '1 day',
  month: '1 month',
  quarter: '3 month',
  year: '1 year',
}

/**
 * The steps `touched`, `current` and `windows`: per period of the answer the days that count, and
 * those of the earlier period that it is compared with. An unfinished period, open or cumulative,
 * is compared with as many days of the earlier one.
 */
export function windowSteps(question: MetricQuestion): readonly RawBuilder<unknown>[] {
  const { grain, period, compare } = question
  const type = grain ?? period?.type
  if (type === undefined) return [allDays(question)]
  const unit = question.cumulative ?? type
  const step = sql.raw(`interval ${steps[unit]}`)
  const parts = [
    sql`select 'current' as which, period, from_day, to_day from current_periods`,
    ...compare.map((which) => earlier(which, unit)),
  ]
  return [
    touched(question, [...new Set([type, unit])]),
    sql`current_periods as (
    select *,
        (from_day + ${step})::date as next_day,
        date_diff('day', from_day, least(to_day, local_day(as_of))) as days_after,
    from (
        select period_id as period, date_trunc(${sql.lit(unit)}, period_start)::date as from_day,
            period_end as to_day, as_of
        from touched
        where period_type = ${sql.lit(type)}${within(question)}
    )
)`,
    sql`windows as (
    ${union(parts)}
)`,
  ]
}

/** Every period with data has a row for the bank, whatever the indicator. */
function touched({ indicators }: MetricQuestion, types: readonly PeriodType[]) {
  return sql`touched as (
    select period_type, period_id, period_start, period_end, as_of
    from indicators.values
    where indicator = ${sql.lit(indicators[0]?.name ?? '')} and grouped_by = 'all'
        and period_type in (${sql.join(types.map((each) => sql.lit(each)))})
)`
}

function allDays(question: MetricQuestion): RawBuilder<unknown> {
  return sql`${touched(question, ['day'])},

windows as (
    select 'current' as which, 'all' as period, min(period_start) as from_day,
        max(period_end) as to_day
    from touched
)`
}

function within({ period }: MetricQuestion): RawBuilder<unknown> {
  if (period === undefined) return sql``
  return sql`
            and period_start >= ${period.start}::date and period_end <= ${period.end}::date`
}

function earlier(which: Comparison, unit: PeriodType): RawBuilder<unknown> {
  const back = sql.raw(`interval ${which === 'previous' ? steps[unit] : '1 year'}`)
  const step = sql.raw(`interval ${steps[unit]}`)
  return sql`select ${sql.lit(which)}, period, start_day,
        case when to_day + 1 < next_day or local_midnight(next_day) > as_of
            then least(start_day + days_after::integer, last_day) else last_day end
    from (
        select *, (from_day - ${back})::date as start_day,
            (from_day - ${back} + ${step} - interval 1 day)::date as last_day,
        from current_periods
    )
    where start_day in (select period_start from touched where period_type = ${sql.lit(unit)})`
}
