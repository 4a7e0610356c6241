import { normalQuantile, zOfLevel } from './distributions.ts'
import { requireNotNegative, requireShare, z95 } from './interval.ts'
import { solveRising } from './solve.ts'

/** What a comparison is to find: the chance of finding it, and of finding it where nothing is. */
interface Power {
  readonly power?: number
  readonly alpha?: number
}

/**
 * Cases to inspect so that a rate near `share` is known to ± `error`, not rounded; fewer from a
 * finite population. Source: Cochran 1977, chapter 4.
 */
export function inspectionsNeeded(share: number, error: number, population = Infinity): number {
  requireShare(share, 1)
  if (!(error > 0)) throw new RangeError(`error is ${error}: expected a number above 0`)
  const unlimited = (z95 * z95 * share * (1 - share)) / (error * error)
  return unlimited / (1 + (unlimited - 1) / population)
}

/** Cases per group, rounded up, to tell two rates apart by the unpooled z test; Infinity where they are equal. */
export function sizePerGroup(first: number, second: number, options: Power = {}): number {
  requireShare(first, 1)
  requireShare(second, 1)
  const variance = first * (1 - first) + second * (1 - second)
  return first === second
    ? Infinity
    : Math.ceil((reach(options) ** 2 * variance) / (first - second) ** 2)
}

/**
 * The nearest rates below and above `share` that `size` cases per group can tell from it; null on
 * a side where even 0 or 1 is too near.
 */
export function detectableRates(
  share: number,
  size: number,
  options: Power = {},
): { low: number | null; high: number | null } {
  requireShare(share, 1)
  requireNotNegative('size', size)
  const z = reach(options)
  const clear = (other: number) =>
    Math.abs(other - share) * Math.sqrt(size) -
    z * Math.sqrt(share * (1 - share) + other * (1 - other))
  return {
    low: clear(0) >= 0 && share > 0 ? -solveRising((x) => clear(-x), 0, -share, 0) : null,
    high: clear(1) >= 0 && share < 1 ? solveRising(clear, 0, share, 1) : null,
  }
}

function reach({ power = 0.8, alpha = 0.05 }: Power): number {
  return zOfLevel(1 - alpha) + normalQuantile(power)
}
