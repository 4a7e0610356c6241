import { sql } from 'kysely'
import type { Additive } from './compile-days.ts'
import { groupList, nameSql, type Plan, reachOf, rowsOf, type Sql, union } from './compile-rows.ts'
import {
  type Indicator,
  isAdditive,
  partConditions,
  type Quantile,
  type Stock,
  type SurvivalMedian,
} from './define-indicator.ts'

/** One select per kind of roll-up: indicator, window, groups, numerator, denominator, value. */
export function measuredParts(plan: Plan): readonly Sql[] {
  const additive = plan.indicators.filter(isAdditive)
  const isSummed = (each: Additive) => each.kind !== 'per_exposure' || 'from' in each.per
  return [
    ...(additive.some(isSummed) ? [summed(plan, additive.filter(isSummed))] : []),
    ...additive.filter((each) => !isSummed(each)).map((each) => exposed(plan, each)),
    ...plan.indicators.flatMap((each) => {
      if (each.kind === 'quantile') return [quantile(plan, each)]
      if (each.kind === 'survival_median') return [survivalMedian(plan, each)]
      if (each.kind === 'stock') return [stock(plan, each)]
      return each.kind === 'composite' ? [stored(each)] : []
    }),
  ]
}

const onDays = sql`counted_on between windows.from_day and windows.to_day`

function summed(plan: Plan, indicators: readonly Indicator[]): Sql {
  return sql`select indicator, which, period${groupList(plan)},
        sum(numerator) as numerator, sum(denominator) as denominator,
        sum(numerator) / nullif(sum(denominator), 0) * any_value(scale) as value
    from days
    join asked using (indicator)
    join windows on ${onDays}
    where indicator in (${sql.join(indicators.map(nameSql))})
    group by indicator, which, period${groupList(plan)}`
}

/** Per exposure: the plain mean of the months of the window that have a row for the very group. */
function exposed(plan: Plan, indicator: Additive): Sql {
  if (indicator.kind !== 'per_exposure' || !('exposure' in indicator.per)) return sql``
  const amount = sql.id(indicator.per.exposure)
  const keys = sql`which, period${groupList(plan)}`
  const isGroup = plan.by.length > 0
  const department = isGroup ? sql`, department_id as g_department` : sql``
  return sql`select ${nameSql(indicator)}, ${keys}, coalesce(counted.numerator, 0), amounts.mean,
        coalesce(counted.numerator, 0) / amounts.mean * ${sql.lit(indicator.scale)}
    from (
        select ${keys}, sum(numerator) as numerator
        from days
        join windows on ${onDays}
        where indicator = ${nameSql(indicator)}
        group by ${keys}${isGroup ? sql` having sum(numerator) <> 0` : sql``}
    ) counted
    full join (
        select ${keys}, nullif(avg(amount), 0) as mean
        from windows
        join (
            select month, ${amount} as amount${department}
            from reference.exposure
            where product_code is null and ${amount} is not null
                and department_id is ${sql.raw(isGroup ? 'not null' : 'null')}
        ) on month between strftime(from_day, '%Y-%m') and strftime(to_day, '%Y-%m')
        group by ${keys}
    ) amounts using (${keys})`
}

function quantile(plan: Plan, indicator: Quantile): Sql {
  const rows = partConditions(indicator).denominator
  return sql`select ${nameSql(indicator)}, which, period${groupList(plan)}, null::double, count(*)::double,
        quantile_cont(measured_value, ${sql.lit(indicator.quantile)})
    from (
    ${rowsOf(plan, { ...indicator, rows }, { measured_value: indicator.value })}
    )
    join windows on ${onDays}
    group by which, period${groupList(plan)}`
}

/** Kaplan and Meier: least t with S(t) ≤ 0.5; null when it is never reached. */
function survivalMedian(plan: Plan, indicator: SurvivalMedian): Sql {
  const rows = partConditions(indicator).denominator
  const keys = sql`which, period${groupList(plan)}`
  const columns = { waited: indicator.days, has_event: indicator.event }
  return sql`select ${nameSql(indicator)}, ${keys}, null::double, any_value(total)::double,
        min(waited) filter (where is_over or product <= 0.5 + 1e-9)
    from (
        select *, exp(sum(ln(nullif(1 - events / at_risk, 0))) over in_time) as product,
            bool_or(events = at_risk) over in_time as is_over
        from (
            select *, sum(leaving) over (partition by ${keys} order by waited
                    rows between current row and unbounded following) as at_risk,
                sum(leaving) over (partition by ${keys}) as total
            from (
                select ${keys}, waited, count(*) filter (where has_event) as events,
                    count(*) as leaving
                from (
    ${rowsOf(plan, { ...indicator, rows }, columns)}
                )
                join windows on ${onDays}
                group by ${keys}, waited
            )
        )
        window in_time as (partition by ${keys} order by waited rows unbounded preceding)
    )
    group by ${keys}`
}

/** What is open on the last day of the window: all entries less all exits up to it. */
function stock(plan: Plan, indicator: Stock): Sql {
  const moves = (at: string, change: string) =>
    rowsOf(plan, { ...indicator, at }, { change }, { to: reachOf(plan).to })
  return sql`select ${nameSql(indicator)}, which, period${groupList(plan)},
        sum(change)::double, null::double, sum(change)::double
    from (
        select counted_on${groupList(plan)}, sum(change) as change
        from (
    ${union([moves(indicator.at, '1'), moves(indicator.leaves, '-1')])}
        )
        group by all
    )
    join windows on counted_on <= windows.to_day
    group by which, period${groupList(plan)}`
}

/** A score is of the bank and of whole periods: it is read where it was measured. */
function stored(indicator: Indicator): Sql {
  return sql`select indicator, which, period, numerator, denominator, value
    from indicators.values
    join windows on period_start = from_day and period_end = to_day
    where indicator = ${nameSql(indicator)} and grouped_by = 'all'`
}
