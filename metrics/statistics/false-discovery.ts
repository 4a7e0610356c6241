import { at } from './series.ts'

/**
 * Adjusted p values (q) in the order given: rejecting q ≤ 0.05 keeps the share of false findings
 * under 5 %. A RangeError for a p outside 0 and 1. Source: Benjamini and Hochberg 1995.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p is ${p}: expected 0 to 1`)
  }
  const falling = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p)
  const adjusted: number[] = pValues.map(() => 1)
  let least = 1
  for (const [position, { p, index }] of falling.entries()) {
    least = Math.min(least, p * (pValues.length / (pValues.length - position)))
    adjusted[index] = least
  }
  return pValues.map((_, index) => at(adjusted, index))
}
