import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import {
  type Group,
  groupColumns,
  groupsWithUnknown,
  type Indicator,
  isAdditive,
  type PartsIndicator,
  partConditions,
  type Side,
} from './define-indicator.ts'
import { isTouched, type Scope } from './scope.ts'

/** The five numbers that an indicator counts per day and group; they add up over days. */
const measures = ['numerator', 'denominator', 'excluded', 'unknown', 'immature'] as const
type Measure = (typeof measures)[number]

/** One aggregate of one mart. */
interface Counted {
  readonly indicator: Indicator
  readonly measure: Measure
  readonly sql: string
}

/** Aggregates that are taken in one pass: same mart, same day column. */
interface Pass {
  readonly from: string
  readonly at: string
  readonly counted: Counted[]
  readonly groups: Set<Group>
}

/**
 * Fills `indicators.daily`: per additive indicator, local day and group the counts behind its
 * value. Each mart is read once per day column, with all groups as grouping sets.
 */
export async function countDays(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  if (scope.isFull) {
    await database.run(`create or replace table indicators.daily (
      indicator varchar, day date, grouped_by varchar, group_id varchar,
      numerator double, denominator double, excluded bigint, unknown bigint, immature bigint)`)
  }
  for (const pass of passes(indicators)) {
    if (!scope.isFull && !(await forgetTouchedDays(database, pass))) continue
    await database.run(`create or replace temp table counted as ${passSql(pass, scope)}`)
    for (const indicator of indicatorsOf(pass)) await database.run(unpivotSql(indicator, pass))
  }
  await database.run('drop table if exists counted')
}

const indicatorsOf = (pass: Pass) => new Set(pass.counted.map((each) => each.indicator))

/**
 * Deletes the counts of the days that a pass will count again; whether there is such a day. Where
 * numerator and denominator come from two marts, each has rows of its own: only denominators are
 * of the other mart.
 */
async function forgetTouchedDays(database: Database, pass: Pass): Promise<boolean> {
  const { days } = await database.row<{ days: number }>(
    `select count(*) as days from touched where mart = $1 and day_column = $2`,
    [pass.from, pass.at],
  )
  if (days === 0) return false
  const own = [...indicatorsOf(pass)].map((indicator) => {
    const parts = new Set(
      pass.counted.filter((each) => each.indicator === indicator).map((each) => each.measure),
    )
    const isHalf = !(parts.has('numerator') && parts.has('denominator'))
    const isSplit = isHalf && indicator.kind === 'per_exposure' && 'from' in indicator.per
    const half = parts.has('denominator') ? ' and denominator <> 0' : ' and denominator = 0'
    return `(indicator = ${literal(indicator.name)}${isSplit ? half : ''})`
  })
  await database.run(`delete from indicators.daily
    where ${isTouched(pass, 'day')} and (${own.join(' or ')})`)
  return true
}

function passes(indicators: readonly Indicator[]): Pass[] {
  const found = new Map<string, Pass>()
  const add = (side: Pick<Side, 'from' | 'at'>, each: Counted) => {
    const key = `${side.from} ${side.at}`
    const pass = found.get(key) ?? { from: side.from, at: side.at, counted: [], groups: new Set() }
    pass.counted.push(each)
    for (const group of each.indicator.by) pass.groups.add(group)
    found.set(key, pass)
  }
  for (const indicator of indicators) {
    if (!isAdditive(indicator)) continue
    const parts = partConditions(indicator)
    for (const measure of ['excluded', 'unknown', 'immature'] as const) {
      if (indicator[measure] === undefined) continue
      add(indicator, { indicator, measure, sql: countSql(parts[measure]) })
    }
    add(indicator, { indicator, measure: 'numerator', sql: numeratorSql(indicator, parts) })
    if (indicator.kind !== 'per_exposure') {
      add(indicator, { indicator, measure: 'denominator', sql: countSql(parts.denominator) })
    } else if ('from' in indicator.per) {
      add(indicator.per, { indicator, measure: 'denominator', sql: countSql(indicator.per.rows) })
    }
  }
  return [...found.values()]
}

/** SQL of a count of rows; a filter of the aggregate would cost twice as much in grouping sets. */
function countSql(condition: string): string {
  return `count(case when ${condition} then 1 end)`
}

function numeratorSql(indicator: PartsIndicator, parts: ReturnType<typeof partConditions>): string {
  const { denominator } = parts
  if (indicator.kind === 'rate') return countSql(`${denominator} and (${indicator.numerator})`)
  if (indicator.kind !== 'mean') return countSql(denominator)
  const counted = `case when ${denominator} then ${indicator.sum} end`
  return `coalesce(${exactSum(counted)}, 0) / ${sumScale}`
}

/** What a sum in whole billionths is divided by. */
export const sumScale = '1e9'

/**
 * SQL of a sum in whole billionths: the sum of doubles depends on the order of their rows, and two
 * builds of the same rows must give the same numbers.
 */
export function exactSum(value: string): string {
  return `sum(cast(round((${value}) * ${sumScale}) as hugeint))`
}

/** SQL of a sum of doubles that does not depend on the order of rows, as exact as they are. */
export function orderlessSum(value: string, over = ''): string {
  return `sum(cast(round((${value}) * 1e15) as hugeint)) ${over} / 1e15`
}

/** How many rows are in each part; rows of no other part are `occurrences`. */
export function partCountsSql(parts: ReturnType<typeof partConditions>): string {
  const { denominator: occurrences, ...others } = parts
  return Object.entries({ occurrences, ...others })
    .map(([name, condition]) => `${countSql(condition)} as ${name}`)
    .join(', ')
}

/** The base of every grouped count: `day`, one `g_<group>` column per group, the mart's columns. */
export function groupedRowsSql(
  side: Pick<Side, 'from' | 'at'>,
  groups: Iterable<Group>,
  columns = '*',
): string {
  const named = [...groups].map((group) => `${groupSql(group)} as ${identifier(`g_${group}`)}`)
  const list = [columns, `${side.at} as counted_on`, ...named]
  return `select ${list.join(', ')} from ${side.from} where ${side.at} is not null`
}

function groupSql(group: Group): string {
  const column = groupColumns[group]
  return groupsWithUnknown.includes(group) ? `coalesce(${column}, 'unknown')` : column
}

/** `grouping sets` over `keys`, alone and with each group; and the columns that name the group. */
export function groupingSql(
  keys: string,
  groups: Iterable<Group>,
): { readonly sets: string; readonly names: string } {
  const columns = [...groups].map((group) => ({ group, column: identifier(`g_${group}`) }))
  const sets = [`(${keys})`, ...columns.map(({ column }) => `(${keys}, ${column})`)]
  const cases = columns.map(
    ({ group, column }) => `when grouping(${column}) = 0 then ${literal(group)}`,
  )
  const ids = columns.map(({ column }) => `when grouping(${column}) = 0 then ${column}`)
  const names =
    columns.length === 0
      ? `'all' as grouped_by, 'all' as group_id`
      : `case ${cases.join(' ')} else 'all' end as grouped_by, case ${ids.join(' ')} else 'all' end as group_id`
  return { sets: sets.join(', '), names }
}

function passSql(pass: Pass, scope: Scope): string {
  const { sets, names } = groupingSql('counted_on', pass.groups)
  const values = pass.counted.map((each) => `${each.sql} as ${columnName(each)}`)
  return `select counted_on as day, ${names}, ${values.join(',\n    ')}
    from (${groupedRowsSql(pass, pass.groups)})
    ${scope.isFull ? '' : `where ${isTouched(pass, 'counted_on')}`}
    group by grouping sets (${sets})`
}

function columnName(each: Counted): string {
  return identifier(`${each.indicator.name}_${each.measure}`)
}

function unpivotSql(indicator: Indicator, pass: Pass): string {
  const own = pass.counted.filter((each) => each.indicator === indicator)
  const value = (measure: Measure) => {
    const each = own.find((counted) => counted.measure === measure)
    return each === undefined ? '0' : columnName(each)
  }
  const isAny = own.map((each) => `${columnName(each)} <> 0`).join(' or ')
  const groups = ['all', ...indicator.by].map(literal).join(', ')
  return `insert into indicators.daily
    select ${literal(indicator.name)}, day, grouped_by, group_id,
      ${measures.map(value).join(', ')}
    from counted
    where grouped_by in (${groups}) and group_id is not null and (${isAny})`
}
