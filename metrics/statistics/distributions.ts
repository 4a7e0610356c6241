import { betaLower, betaQuantile } from './beta.ts'
import { gammaLower, gammaLowerQuantile, gammaUpper, gammaUpperQuantile } from './gamma.ts'
import { binomialDensity } from './saddle-point.ts'

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  const tail = gammaUpper(0.5, (z * z) / 2) / 2
  return z < 0 ? tail : 1 - tail
}

/** P(|Z| ≥ |z|) of the standard normal distribution. */
export function normalTwoSided(z: number): number {
  return gammaUpper(0.5, (z * z) / 2)
}

/** The z with P(Z ≤ z) = `share`, 0 < share < 1 (a RangeError otherwise). */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`no normal quantile of ${share}`)
  const tails = 2 * Math.min(share, 1 - share)
  const half = tails > 0.5 ? gammaLowerQuantile(1 - tails, 0.5) : gammaUpperQuantile(tails, 0.5)
  return Math.sign(share - 0.5) * Math.sqrt(2 * half)
}

/** The z that a two-sided interval of this level reaches: 1.96 for 0.95. */
export function zOfLevel(level: number): number {
  return Math.sqrt(2 * gammaUpperQuantile(1 - level, 0.5))
}

/** P(X ≥ x) of chi-square with `degrees` of freedom. */
export function chiSquareUpper(x: number, degrees: number): number {
  return gammaUpper(degrees / 2, x / 2)
}

/** P(X ≤ count) of the Poisson distribution; 0 below 0. */
export function poissonCdf(count: number, mean: number): number {
  return count < 0 ? 0 : mean === 0 ? 1 : gammaUpper(Math.floor(count) + 1, mean)
}

/** P(X ≥ count) of the Poisson distribution, precise in its tail. */
export function poissonUpper(count: number, mean: number): number {
  return count <= 0 ? 1 : gammaLower(Math.ceil(count), mean)
}

/** P(X ≤ count) of the binomial distribution; 0 below 0, 1 from `size`. */
export function binomialCdf(count: number, size: number, share: number): number {
  if (count < 0) return 0
  if (count >= size) return 1
  return betaLower(1 - share, size - Math.floor(count), Math.floor(count) + 1)
}

/**
 * Exact two-sided p of `count` in `size` against `share`: the probability of all outcomes that are
 * no likelier than the one seen (the rule of R's `binom.test`).
 */
export function binomialTest(count: number, size: number, share: number): number {
  const seen = binomialDensity(count, size, share) * (1 + 1e-7)
  let total = 0
  for (let other = 0; other <= size; other += 1) {
    const density = binomialDensity(other, size, share)
    if (density <= seen) total += density
  }
  return Math.min(total, 1)
}

/** P(|T| ≥ |t|) of Student's distribution; `degrees` need not be whole. */
export function studentTwoSided(t: number, degrees: number): number {
  return betaLower(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/** The t that a two-sided interval of this level reaches: 2.262 for 0.95 at 9 degrees. */
export function studentOfLevel(level: number, degrees: number): number {
  const x = betaQuantile(1 - level, degrees / 2, 0.5)
  return Math.sqrt((degrees * (1 - x)) / x)
}
