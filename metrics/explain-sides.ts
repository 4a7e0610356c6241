import { literal } from '../core/sql.ts'
import {
  type Group,
  groupColumns,
  groupsWithUnknown,
  type Indicator,
  type PartsIndicator,
} from './define-indicator.ts'
import type { NumberQuestion } from './explain-question.ts'

/** The rows of one mart that a number is counted from. */
export interface CountedSide {
  /** A rate counts both in one mart, a count per rows of another mart one in each. */
  readonly role: 'both' | 'numerator' | 'denominator'
  readonly from: string
  readonly at: string
  /** SQL conditions that hold together: the period, the group and the rows it is about. */
  readonly where: readonly string[]
  /** SQL for what a row is to the number, one of `parts`. */
  readonly part: string
  /** SQL condition: rows of the denominator that are in the numerator, too. */
  readonly numerator?: string
  /** SQL for what is summed or ranked. */
  readonly measured?: string
  /** The SQL of the definition, by the name of its field. */
  readonly written: Readonly<Record<string, string>>
}

/** The marts that an indicator reads, narrowed to the question; none for a composite. */
export function sidesOf(question: NumberQuestion): readonly CountedSide[] {
  const { indicator } = question
  switch (indicator.kind) {
    case 'composite':
      return []
    case 'stock':
      return [stockSide(question, indicator)]
    case 'rate':
      return [partsSide(question, indicator, 'both', { numerator: indicator.numerator })]
    case 'mean':
      return [
        partsSide(question, indicator, 'both', { numerator: 'true', measured: indicator.sum }),
      ]
    case 'quantile':
      return [partsSide(question, indicator, 'denominator', { measured: indicator.value })]
    case 'survival_median':
      return [partsSide(question, indicator, 'denominator', { measured: indicator.days })]
    case 'per_exposure': {
      const own = partsSide(question, indicator, 'numerator', {})
      return 'from' in indicator.per ? [own, perSide(question, indicator.per)] : [own]
    }
  }
}

function partsSide(
  question: NumberQuestion,
  indicator: PartsIndicator,
  role: CountedSide['role'],
  counted: Pick<CountedSide, 'numerator' | 'measured'>,
): CountedSide {
  const { from, at, rows } = indicator
  const named = (['excluded', 'unknown', 'immature'] as const).flatMap((part) => {
    const condition = indicator[part]
    return condition === undefined ? [] : [`when ${condition} then ${literal(part)}`]
  })
  const rest = literal(role === 'numerator' ? 'numerator' : 'denominator')
  const part = named.length === 0 ? rest : `case ${named.join(' ')} else ${rest} end`
  return {
    role,
    from,
    at,
    where: where(question, at, rows),
    part,
    ...counted,
    written: written(indicator),
  }
}

function perSide(
  question: NumberQuestion,
  per: { readonly from: string; readonly at: string; readonly rows: string },
): CountedSide {
  const { from, at, rows } = per
  const part = literal('denominator')
  return {
    role: 'denominator',
    from,
    at,
    where: where(question, at, rows),
    part,
    written: { rows },
  }
}

/** Cases that have come by the last day of the period and have not gone by then. */
function stockSide(
  question: NumberQuestion,
  indicator: Extract<Indicator, { kind: 'stock' }>,
): CountedSide {
  const { from, at, rows, leaves } = indicator
  const end = `date ${literal(question.period.end)}`
  const open = [`${at} <= ${end}`, `(${leaves} is null or ${leaves} > ${end})`]
  const all = [...open, ...groupCondition(question), ...rowsCondition(rows)]
  const part = literal('numerator')
  return { role: 'numerator', from, at, where: all, part, written: { rows, leaves } }
}

function where(question: NumberQuestion, at: string, rows: string): readonly string[] {
  const { start, end } = question.period
  const days = `${at} between date ${literal(start)} and date ${literal(end)}`
  return [days, ...groupCondition(question), ...rowsCondition(rows)]
}

function groupCondition({ groupedBy, groupId }: NumberQuestion): readonly string[] {
  if (groupedBy === 'all') return []
  const group = groupedBy as Group // the question names a group of the indicator
  const column = groupColumns[group]
  const value = groupsWithUnknown.includes(group) ? `coalesce(${column}, 'unknown')` : column
  return [`${value} = ${literal(groupId)}`]
}

function rowsCondition(rows: string): readonly string[] {
  return rows === 'true' ? [] : [`(${rows})`]
}

const fields = [
  'rows',
  'excluded',
  'unknown',
  'immature',
  'numerator',
  'sum',
  'value',
  'days',
  'event',
  'leaves',
]

/** The SQL of a definition by field: `rows`, `excluded`, `numerator` and so on. */
export function written(indicator: Indicator): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(indicator).flatMap(([field, sql]) =>
      fields.includes(field) && typeof sql === 'string' ? [[field, sql]] : [],
    ),
  )
}
