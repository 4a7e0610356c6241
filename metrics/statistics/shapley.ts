import { at, mean } from './series.ts'

const mostFactors = 8

/**
 * Each factor's part in measure(after) − measure(before): its effect averaged over all orders in
 * which factors can change, so that the parts sum to the change. A RangeError for lists of unequal
 * length or more than eight factors. Source: Shapley 1953.
 */
export function shapley(
  before: readonly number[],
  after: readonly number[],
  measure: (factors: readonly number[]) => number,
): number[] {
  if (before.length !== after.length) throw new RangeError('before and after differ in length')
  if (before.length > mostFactors) throw new RangeError(`more than ${mostFactors} factors`)
  const orders = permutations([...before.keys()])
  const effects = orders.map((order) => effectsIn(order, before, after, measure))
  return before.map((_, factor) => mean(effects.map((each) => at(each, factor))))
}

function effectsIn(
  order: readonly number[],
  before: readonly number[],
  after: readonly number[],
  measure: (factors: readonly number[]) => number,
): number[] {
  const now = [...before]
  const effects = before.map(() => 0)
  let value = measure(now)
  for (const factor of order) {
    now[factor] = at(after, factor)
    const next = measure(now)
    effects[factor] = next - value
    value = next
  }
  return effects
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  )
}
