import { type RawBuilder, sql } from 'kysely'
import { addDays, periodContaining } from '../core/periods.ts'
import { identifier } from '../core/sql.ts'
import { isGroupName, type MetricQuestion } from './compile-question.ts'
import { groupColumns, groupsWithUnknown, type Indicator, type Side } from './define-indicator.ts'

/** What is asked, with its condition as the parser wrote it. */
export interface Plan extends Omit<MetricQuestion, 'where' | 'having'> {
  readonly where?: string | undefined
  readonly having?: string | undefined
}

export type Sql = RawBuilder<unknown>

interface Reach {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The column that holds a group in every step but the last, where nothing else has its name. */
export function groupColumn(word: string): string {
  return `g_${word}`
}

/** `, "g_channel", "g_department"`: the groups as a list that something stands before. */
export function groupList({ by }: Plan): Sql {
  return sql.join([sql``, ...by.map((word) => sql.id(groupColumn(word)))])
}

/**
 * The rows of a mart that count, with their day, their groups and `columns`. The condition of the
 * question holds for each side by itself, before anything is counted or joined.
 */
export function rowsOf(
  plan: Plan,
  side: Side,
  columns: Readonly<Record<string, string>>,
  reach: Reach = reachOf(plan),
): Sql {
  const named = Object.entries(columns).map(
    ([name, text]) => sql`${sql.raw(text)} as ${sql.id(name)}`,
  )
  const list = [
    sql`${sql.raw(side.at)} as counted_on`,
    ...plan.by.map((word) => sql`${sql.raw(groupSql(word))} as ${sql.id(groupColumn(word))}`),
    ...named,
  ]
  const conditions = [
    sql`${sql.raw(side.at)} is not null`,
    sql`(${sql.raw(side.rows)})`,
    ...plan.by.filter(hasNoUnknown).map((word) => sql`${sql.raw(groupSql(word))} is not null`),
    ...(plan.where === undefined ? [] : [sql`(${sql.raw(plan.where)})`]),
    ...daysWithin(side.at, reach),
  ]
  return sql`select ${sql.join(list, sql.raw(',\n        '))}
    from ${sql.raw(side.from)}
    where ${sql.join(conditions, sql.raw('\n        and '))}`
}

/** The first and last day that any window can touch; open where the question names no period. */
export function reachOf({ period, cumulative, compare }: Plan): Reach {
  if (period === undefined) return {}
  const from = cumulative ? periodContaining(cumulative, period.start).start : period.start
  return { from: compare.length > 0 ? addDays(from, -366) : from, to: period.end }
}

/** The conditions that keep a day column within reach. */
export function daysWithin(column: string, { from, to }: Reach): readonly Sql[] {
  return [
    ...(from === undefined ? [] : [sql`${sql.raw(column)} >= ${from}::date`]),
    ...(to === undefined ? [] : [sql`${sql.raw(column)} <= ${to}::date`]),
  ]
}

/** Selects one below the other. */
export function union(parts: readonly Sql[]): Sql {
  return sql.join(parts, sql.raw('\n    union all\n    '))
}

/**
 * The group to read in `indicators.daily`, or undefined when only the marts know: with a condition,
 * several groups, or a column that is no group.
 */
export function dailyGroup({ by, where }: Plan): string | undefined {
  const [word = 'all', another] = by
  if (where !== undefined || another !== undefined) return undefined
  return word === 'all' || isGroupName(word) ? word : undefined
}

/** The indicator's name as text in SQL. */
export function nameSql({ name }: Indicator): Sql {
  return sql.lit(name)
}

/** A group counts a missing code as `unknown` or not at all; of a column it is a row of its own. */
function groupSql(word: string): string {
  if (!isGroupName(word)) return identifier(word)
  return groupsWithUnknown.includes(word)
    ? `coalesce(${groupColumns[word]}, 'unknown')`
    : groupColumns[word]
}

function hasNoUnknown(word: string): boolean {
  return isGroupName(word) && !groupsWithUnknown.includes(word)
}
