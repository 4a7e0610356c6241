import type { Database, Row } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { isAdditive } from './define-indicator.ts'
import { askedSql, type Part, partCondition } from './explain-parts.ts'
import type { NumberQuestion, PublishedNumber } from './explain-question.ts'
import { scoreSql } from './explain-score.ts'
import { type CountedSide, sidesOf } from './explain-sides.ts'

/** A number counted again from the marts, beside what is published. */
export interface Recount {
  /** The SQL that counted it, to be run by anybody. */
  readonly sql: string
  readonly checks: readonly Check[]
  /** Whether everything that is published was found again. */
  readonly agrees: boolean
}

export interface Check {
  /** Column of `indicators.values`. */
  readonly column: string
  readonly published: number | null
  readonly counted: number | null
  readonly agrees: boolean
}

const leftOut = ['excluded', 'unknown', 'immature'] as const

/**
 * Counts a number anew by one plain query over the marts: no daily counts or grouping
 * sets, by which it was measured, take part in it.
 */
export async function recount(
  database: Database,
  question: NumberQuestion,
  published: PublishedNumber,
): Promise<Recount> {
  const sql = recountSql(question)
  const counted = await database.row<Row>(sql)
  // of what does not add up over days, the counts left out are not published
  const isFull = isAdditive(question.indicator)
  const columns = [
    'numerator',
    'denominator',
    'value',
    ...leftOut.map((part) => `${part}_count`).filter((name) => isFull || published[name] !== 0),
  ]
  const checks = columns.map((column) => {
    const [said, found] = [number(published[column]), number(counted[column])]
    return { column, published: said, counted: found, agrees: isSame(said, found) }
  })
  return { sql, checks, agrees: checks.every((check) => check.agrees) }
}

function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** Sums of fractions depend on their order in the last digits. */
export function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
}

/** One row: numerator, denominator, value, and the counts left out. */
export function recountSql(question: NumberQuestion): string {
  const { indicator } = question
  if (indicator.kind === 'composite') return scoreSql(question)
  const [side, other] = sidesOf(question)
  if (side === undefined) throw new Error(`${indicator.name} counts no rows`)
  const asked = `with asked as (\n    ${askedSql(side)}\n)`
  const row = (...columns: readonly string[]) => rowSql(side, columns)
  const numerator = `${count(side, 'numerator')} as numerator`
  const denominator = `${count(side, 'denominator')} as denominator`
  switch (indicator.kind) {
    case 'rate':
      return `${asked}\n${row(numerator, denominator, ratio(1))}`
    case 'mean': {
      const sum = `coalesce(sum(${indicator.sum}) filter (where part = 'denominator'), 0)`
      return `${asked}\n${row(`${sum} as numerator`, denominator, ratio(indicator.scale ?? 1))}`
    }
    case 'per_exposure':
      return `${asked},\ncounted as (\n${row(numerator)}\n),\nper as (\n    ${perSql(question, other)}\n)
select numerator, denominator, ${ratio(indicator.scale)},
    ${leftOut.map((part) => `${part}_count`).join(', ')}
from counted cross join per`
    case 'quantile': {
      const quantile = `quantile_cont(${indicator.value}, ${indicator.quantile})`
      const value = `${quantile} filter (where part = 'denominator') as value`
      return `${asked}\n${row('null as numerator', denominator, value)}`
    }
    case 'stock':
      return `${asked}\n${row(numerator, 'null as denominator', 'count(*) as value')}`
    case 'survival_median': {
      const value = '(select min(days) from survival where survival <= 0.5 + 1e-9) as value'
      const steps = survivalSteps(indicator.days, indicator.event)
      return `${asked},\n${steps}\n${row('null as numerator', denominator, value)}`
    }
  }
}

function rowSql(side: CountedSide, columns: readonly string[]): string {
  const left = leftOut.map((part) => `${count(side, part)} as ${part}_count`)
  return `select\n    ${[...columns, ...left].join(',\n    ')}\nfrom asked`
}

function count(side: CountedSide, part: Part) {
  const condition = partCondition(side, part)
  return condition === undefined ? '0' : `count(*) filter (where ${condition})`
}

function ratio(scale: number): string {
  return `numerator / nullif(denominator, 0)${scale === 1 ? '' : ` * ${scale}`} as value`
}

/** The denominator of a count per rows of another mart, or per exposure of the bank. */
function perSql(question: NumberQuestion, other: CountedSide | undefined): string {
  if (other === undefined)
    return `select nullif(avg(amount), 0) as denominator from (${exposureSql(question)})`
  return `select count(*) as denominator from ${other.from} where ${other.where.join(' and ')}`
}

/** The months of the period that have an exposure, with its amount. */
export function exposureSql({ indicator, period, groupedBy, groupId }: NumberQuestion): string {
  if (indicator.kind !== 'per_exposure' || !('exposure' in indicator.per)) {
    throw new Error(`${indicator.name} is not per exposure`)
  }
  const column = indicator.per.exposure
  const of = groupedBy === 'all' ? 'is null' : `= ${literal(groupId)}`
  return `select month, department_id, ${column} as amount from reference.exposure
        where month between ${literal(period.start.slice(0, 7))} and ${literal(period.end.slice(0, 7))}
            and department_id ${of} and product_code is null and ${column} is not null`
}

/** The steps of a Kaplan–Meier curve over `asked`: `survival`, one row per number of days. */
export function survivalSteps(days: string, event: string): string {
  return `leaving as (
    select ${days} as days, count(*) filter (where ${event}) as events, count(*) as leaving
    from asked where part = 'denominator'
    group by days
),
survival as (
    select *, product(1 - events / at_risk) over (order by days) as survival
    from (select *, sum(leaving) over (order by days desc) as at_risk from leaving)
)`
}
