import { binomialDensity } from './saddle-point.ts'
import { solveRising } from './solve.ts'

const steps = 1_000_000
const tiny = 1e-300

/** Regularized incomplete beta function Iₓ(a, b), a and b > 0, 0 ≤ x ≤ 1 (a RangeError otherwise). */
export function betaLower(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(`incomplete beta of x = ${x}, a = ${a}, b = ${b}`)
  }
  if (x < (a + 1) / (a + b + 2)) return tail(x, 1 - x, a, b)
  return 1 - tail(1 - x, x, b, a)
}

/** The x at which Iₓ(a, b) = `share`, 0 ≤ share ≤ 1. */
export function betaQuantile(share: number, a: number, b: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`no quantile of ${share}`)
  if (share === 0 || share === 1) return share
  return solveRising((x) => betaLower(x, a, b), share, 0, 1)
}

/** Continued fraction by the method of Lentz, quick below the mean of the distribution. */
function tail(x: number, rest: number, a: number, b: number): number {
  if (x === 0) return 0
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let fraction = d
  for (let step = 1; step < steps; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    fraction *= d * c
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  // the density at the smaller of x and 1 − x keeps the digits of both
  const density = x <= rest ? binomialDensity(a, a + b, x) : binomialDensity(b, a + b, rest)
  return ((density * b) / (a + b)) * fraction
}
