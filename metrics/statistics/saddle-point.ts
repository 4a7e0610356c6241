import { logGamma } from './log-gamma.ts'

/**
 * Poisson probability of `count` (any real number of 0 or more) at `mean`; keeps its relative
 * precision where count and mean are large. Source: Loader 2000, saddle-point expansion.
 */
export function poissonDensity(count: number, mean: number): number {
  if (mean === 0) return count === 0 ? 1 : 0
  if (count === 0) return Math.exp(-mean)
  return Math.exp(-stirlingError(count) - deviance(count, mean)) / Math.sqrt(2 * Math.PI * count)
}

/** Binomial probability of `count` in `size` (any real 0 ≤ count ≤ size) at `share`. Source: Loader 2000. */
export function binomialDensity(count: number, size: number, share: number): number {
  if (share === 0) return count === 0 ? 1 : 0
  if (share === 1) return count === size ? 1 : 0
  if (count === 0) return Math.exp(size * Math.log1p(-share))
  if (count === size) return Math.exp(size * Math.log(share))
  const rest = size - count
  const exponent =
    stirlingError(size) -
    stirlingError(count) -
    stirlingError(rest) -
    deviance(count, size * share) -
    deviance(rest, size * (1 - share))
  return Math.exp(exponent) * Math.sqrt(size / (2 * Math.PI * count * rest))
}

/** ln n! less Stirling's formula; the formula has lost all its digits where n is large. */
function stirlingError(n: number): number {
  if (n <= 15) {
    return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - Math.log(2 * Math.PI) / 2
  }
  const square = n * n
  return (
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) /
    n
  )
}

/** x ln(x / mean) + mean − x without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const ratio = (x - mean) / (x + mean)
  let total = (x - mean) * ratio
  let power = 2 * x * ratio
  for (let odd = 3; odd < 1000; odd += 2) {
    power *= ratio * ratio
    const next = total + power / odd
    if (next === total) break
    total = next
  }
  return total
}
