import { sql } from 'kysely'
import { answerColumns } from './compile-columns.ts'
import type { Comparison, MetricQuestion } from './compile-question.ts'
import { groupColumn, groupList, nameSql, type Plan, type Sql } from './compile-rows.ts'
import type { Indicator } from './define-indicator.ts'

/** The names of the answer's columns, in their order. */
export function columnsOf({ by, grain, compare }: MetricQuestion | Plan): readonly string[] {
  const [indicator = '', , ...numbers] = answerColumns
  return [
    indicator,
    ...by,
    ...(grain === undefined ? [] : ['period']),
    ...numbers,
    ...compare.flatMap((which) => [`${which}_value`, `${which}_change`, `${which}_is_clear`]),
  ]
}

/** The step `asked`: what the roll-up and the comparison need to know of each indicator. */
export function askedStep({ indicators }: Plan): Sql {
  const rows = indicators.map((each) => {
    const hasExposure = each.kind === 'per_exposure' && 'exposure' in each.per
    return sql`(${nameSql(each)}, ${sql.lit(each.kind)}, ${sql.lit(scaleOf(each))}, ${sql.lit(hasExposure)})`
  })
  return sql`asked(indicator, kind, scale, has_exposure) as (
    values ${sql.join(rows, sql.raw(',\n        '))}
)`
}

/**
 * The steps that settle the numbers of each period, and set those of the earlier ones beside them.
 * The bank has a row for every period, a group where it counts anything.
 */
export function answerStep(plan: Plan): Sql {
  const isBank = plan.by.length === 0
  const named = plan.by.map(
    (word) => sql`, settled.${sql.id(groupColumn(word))} as ${sql.id(word)}`,
  )
  const joins = plan.compare.map((which) => comparedJoin(plan, which))
  return sql`settled as (
    select indicator, kind, scale, period${groupList(plan)},
        case when kind not in ('quantile', 'survival_median')
            then coalesce(numerator, 0) end as numerator,
        case when kind = 'stock' or has_exposure then denominator
            else coalesce(denominator, 0) end as denominator,
        case when kind = 'stock' then coalesce(value, 0) else value end as value,
    from ${
      isBank
        ? sql`windows
    cross join asked
    left join measured using (indicator, which, period)`
        : sql`measured
    join asked using (indicator)`
    }
    where which = 'current'${isBank ? sql`` : sql` and (numerator <> 0 or denominator <> 0)`}
),

answers as (
    select settled.indicator${sql.join(named, sql``)}, settled.period,
        settled.numerator, settled.denominator, settled.value,
        case kind when 'per_exposure' then settled.numerator when 'stock' then settled.value
            when 'composite' then null else settled.denominator end as n,
${sql.join(plan.compare.map(comparedColumns), sql``)}
    from settled${sql.join(joins, sql``)}
)`
}

/** The rows of the answer that meet the condition, in the order of their keys. */
export function answerQuery(plan: Plan): Sql {
  const keys = ['indicator', ...plan.by].map((name) => sql.id(name))
  const having =
    plan.having === undefined
      ? sql``
      : sql`
where ${sql.raw(plan.having)}`
  return sql`select ${sql.join(columnsOf(plan).map((name) => sql.id(name)))}
from answers${having}
order by ${sql.join([...keys, sql`period`])}`
}

/** The interval of the difference that `indicators.values` judges by. */
function comparedColumns(which: Comparison): Sql {
  const numbers = sql.raw(
    `settled.numerator, settled.denominator, ${which}.numerator, ${which}.denominator`,
  )
  const name = (suffix: string) => sql.id(`${which}_${suffix}`)
  const value = sql.raw(
    `case when kind = 'stock' and ${which}_windows.period is not null
            then coalesce(${which}.value, 0) else ${which}.value end`,
  )
  return sql`
        ${value} as ${name('value')},
        settled.value - ${name('value')} as ${name('change')},
        case
            when settled.value is null or ${sql.raw(which)}.value is null then null
            when kind = 'rate' then newcombe_low(${numbers}) > 0 or newcombe_high(${numbers}) < 0
            when kind = 'per_exposure' then rates_differ(${numbers})
        end as ${name('is_clear')},`
}

function comparedJoin({ by }: Plan, which: Comparison): Sql {
  const earlier = sql.raw(which)
  const windows = sql.raw(`${which}_windows`)
  const groups = by.map(
    (word) => sql`
        and ${earlier}.${sql.id(groupColumn(word))}
            is not distinct from settled.${sql.id(groupColumn(word))}`,
  )
  return sql`
    left join windows as ${windows}
        on ${windows}.which = ${sql.lit(which)} and ${windows}.period = settled.period
    left join measured as ${earlier}
        on ${earlier}.which = ${sql.lit(which)} and ${earlier}.indicator = settled.indicator
        and ${earlier}.period = settled.period${sql.join(groups, sql``)}`
}

function scaleOf(indicator: Indicator): number {
  return 'scale' in indicator ? (indicator.scale ?? 1) : 1
}
