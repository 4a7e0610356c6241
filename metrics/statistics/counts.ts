import { gammaLowerQuantile, gammaUpperQuantile } from './gamma.ts'
import { type Interval, requireNotNegative, z95 } from './interval.ts'

/**
 * Exact interval of a Poisson mean from a count (0 or more, need not be whole), at a level such as
 * 0.95: χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2. Source: Garwood 1936.
 */
export function exactPoisson(count: number, level = 0.95): Interval {
  requireNotNegative('count', count)
  const tail = (1 - level) / 2
  return {
    low: count === 0 ? 0 : gammaLowerQuantile(tail, count),
    high: gammaUpperQuantile(tail, count + 1),
  }
}

/** Byar's approximation of the same interval. Source: Breslow and Day 1987. */
export function byar(count: number, z = z95): Interval {
  requireNotNegative('count', count)
  const side = (x: number, sign: 1 | -1) =>
    x * (1 - 1 / (9 * x) + (sign * z) / (3 * Math.sqrt(x))) ** 3
  return { low: count === 0 ? 0 : Math.max(side(count, -1), 0), high: side(count + 1, 1) }
}

/** The 95 % interval that the warehouse publishes as `poisson_low/high`: exact under 10, Byar from 10. */
export function poissonInterval(count: number): Interval {
  return count < 10 ? exactPoisson(count) : byar(count)
}
