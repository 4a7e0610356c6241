import { sql } from 'kysely'
import {
  dailyGroup,
  daysWithin,
  groupColumn,
  groupList,
  nameSql,
  type Plan,
  reachOf,
  rowsOf,
  type Sql,
  union,
} from './compile-rows.ts'
import {
  type Indicator,
  isAdditive,
  type PartsIndicator,
  partConditions,
  type Side,
} from './define-indicator.ts'

/** An indicator whose numerators and denominators add up over days and groups. */
export type Additive = Extract<Indicator, { kind: 'rate' | 'mean' | 'per_exposure' }>

/**
 * The step `days`: numerators and denominators of the additive indicators per day and group, one
 * select per side, so that no row of one mart meets a row of another.
 */
export function daysStep(plan: Plan): Sql | undefined {
  const additive = plan.indicators.filter(isAdditive)
  if (additive.length === 0) return undefined
  const group = dailyGroup(plan)
  const parts =
    group === undefined
      ? additive.flatMap((each) => countedDays(plan, each))
      : [storedDays(plan, group, additive)]
  return sql`days as (
    ${union(parts)}
)`
}

function storedDays(plan: Plan, group: string, indicators: readonly Indicator[]): Sql {
  const named = plan.by.map((word) => sql`, group_id as ${sql.id(groupColumn(word))}`)
  const conditions = [
    sql`grouped_by = ${sql.lit(group)}`,
    sql`indicator in (${sql.join(indicators.map(nameSql))})`,
    ...daysWithin('day', reachOf(plan)),
  ]
  return sql`select indicator, day as counted_on${sql.join(named, sql``)}, numerator, denominator
    from indicators.daily
    where ${sql.join(conditions, sql.raw('\n        and '))}`
}

function countedDays(plan: Plan, indicator: Additive): readonly Sql[] {
  const { denominator } = partConditions(indicator)
  const per =
    indicator.kind === 'per_exposure' && 'from' in indicator.per ? indicator.per : undefined
  const counted = (side: Side, columns: Readonly<Record<string, string>>) =>
    sql`select ${nameSql(indicator)} as indicator, counted_on${groupList(plan)},
        sum(numerator)::double as numerator, sum(denominator)::double as denominator
    from (
    ${rowsOf(plan, side, columns)}
    )
    group by all`
  const isIn = `case when ${denominator} then 1 else 0 end`
  const own = {
    numerator: numeratorSql(indicator, denominator),
    denominator: indicator.kind === 'per_exposure' ? '0' : isIn,
  }
  if (per === undefined) return [counted(indicator, own)]
  return [counted(indicator, own), counted(per, { numerator: '0', denominator: '1' })]
}

function numeratorSql(indicator: PartsIndicator, denominator: string): string {
  if (indicator.kind === 'mean') return `case when ${denominator} then ${indicator.sum} else 0 end`
  const numerator = indicator.kind === 'rate' ? ` and (${indicator.numerator})` : ''
  return `case when ${denominator}${numerator} then 1 else 0 end`
}
