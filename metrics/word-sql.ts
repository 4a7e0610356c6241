import { z95 } from './statistics/interval.ts'

const square = z95 * z95

/** Bound of Wilson's interval of a rate, as plain SQL. */
function wilson(count: string, size: string, sign: '-' | '+'): string {
  const root = `sqrt(greatest(${square} + 4.0 * ${count} * (1 - ${count} * 1.0 / ${size}), 0))`
  return `((2.0 * ${count} + ${square} ${sign} ${z95} * ${root}) / (2 * (${size} + ${square})))`
}

/** Whether the interval of the difference of two rates leaves out 0. Source: Newcombe 1998, method 10. */
function ratesDiffer([k, n]: Parts, [l, m]: Parts): string {
  const [p, q] = [`${k} * 1.0 / ${n}`, `${l} * 1.0 / ${m}`]
  const reach = (one: string, other: string) =>
    `sqrt(pow(${p} - ${one}, 2) + pow(${other} - ${q}, 2))`
  const below = reach(wilson(k, n, '-'), wilson(l, m, '+'))
  const above = reach(wilson(k, n, '+'), wilson(l, m, '-'))
  return `(${p} - ${q} > ${below} or ${q} - ${p} > ${above})`
}

/** Whether two counts per exposure differ: score test of the conditional binomial. */
function countsDiffer([x, e]: Parts, [y, f]: Parts): string {
  const both = `(${x} + ${y})`
  return `case when ${both} > 0 then ${e} * 1.0 / (${e} + ${f})
    not between ${wilson(x, both, '-')} and ${wilson(x, both, '+')} end`
}

type Parts = readonly [numerator: string, denominator: string]

/** The word for a difference: too small to matter, or as sure as its interval says. */
function word(value: string, other: string, isClear: string): string {
  // a difference of just the least one may miss it by the last bits
  return `case when is_suppressed or ${value} is null or ${other} is null then null
    when abs(${value} - ${other}) < least_difference * (1 - 1e-9) then 'no_clear_difference'
    when not (${isClear}) then 'no_clear_difference'
    when (${isClear}) and ${value} > ${other} then 'higher'
    when (${isClear}) and ${value} < ${other} then 'lower' end`
}

/** SQL for the change against the period before in a word; null where no interval decides. */
export const changeSql = word('value', 'previous_shown', 'change_is_clear')

const own: Parts = ['numerator', 'denominator']
const rest: Parts = ['rest_numerator', 'rest_denominator']

/** SQL for a group against the rest of the bank in a word; null where no interval decides. */
export const versusBankSql = `case when denominator > 0 and rest_denominator > 0
    and rest_numerator >= 0 and kind in ('rate', 'per_exposure')
    then ${word(
      'value',
      'bank_value',
      `case kind when 'rate' then ${ratesDiffer(own, rest)} else ${countsDiffer(own, rest)} end`,
    )} end`
