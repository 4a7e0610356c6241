import type { Interval } from './interval.ts'
import { type Measured, normalDraws, plausibleValue } from './plausible.ts'
import { at, quantile } from './series.ts'

/**
 * The ranks (1 = largest value; ties share the middle) that each unit could have, 95 % of `draws`
 * simulated true values; null for a unit without sample, which takes no rank.
 */
export function rankRanges(
  units: readonly Measured[],
  { draws = 2000, seed = 1 } = {},
): (Interval | null)[] {
  const next = normalDraws(seed)
  const seen: number[][] = units.map(() => [])
  for (let draw = 0; draw < draws; draw += 1) {
    const values = units.map((unit) => plausibleValue(unit, next()))
    for (const [index, value] of values.entries()) {
      if (value !== null) at(seen, index).push(rankOf(value, values))
    }
  }
  return seen.map((ranks) =>
    ranks.length === 0
      ? null
      : { low: Math.floor(quantile(ranks, 0.025)), high: Math.ceil(quantile(ranks, 0.975)) },
  )
}

function rankOf(value: number, values: readonly (number | null)[]): number {
  const above = values.filter((other) => other !== null && other > value).length
  const equal = values.filter((other) => other === value).length
  return above + (equal + 1) / 2
}
