import { poissonDensity } from './saddle-point.ts'
import { solveRising } from './solve.ts'

const steps = 1_000_000
const tiny = 1e-300

/** Regularized lower incomplete gamma function P(a, x), a > 0 and x ≥ 0 (a RangeError otherwise). */
export function gammaLower(a: number, x: number): number {
  requireArguments(a, x)
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Regularized upper incomplete gamma function Q(a, x) = 1 − P(a, x), precise in its tail. */
export function gammaUpper(a: number, x: number): number {
  requireArguments(a, x)
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/** The x at which P(a, x) = `share`, 0 ≤ share < 1. */
export function gammaLowerQuantile(share: number, a: number): number {
  if (!(share >= 0 && share < 1)) throw new RangeError(`no quantile of ${share}`)
  if (share === 0) return 0
  return solveRising(
    (x) => gammaLower(a, x),
    share,
    0,
    above((x) => gammaLower(a, x) < share, a),
  )
}

/** The x at which Q(a, x) = `share`, 0 < share ≤ 1. */
export function gammaUpperQuantile(share: number, a: number): number {
  if (!(share > 0 && share <= 1)) throw new RangeError(`no upper quantile of ${share}`)
  if (share === 1) return 0
  return solveRising(
    (x) => -gammaUpper(a, x),
    -share,
    0,
    above((x) => gammaUpper(a, x) > share, a),
  )
}

function above(isBelow: (x: number) => boolean, a: number): number {
  let x = a + 1
  while (isBelow(x)) x *= 2
  return x
}

function requireArguments(a: number, x: number): void {
  if (!(a > 0 && x >= 0)) throw new RangeError(`incomplete gamma of a = ${a}, x = ${x}`)
}

function lowerSeries(a: number, x: number): number {
  if (x === 0) return 0
  let term = 1
  let total = 1
  for (let step = 1; step < steps && term > total * 1e-17; step += 1) {
    term *= x / (a + step)
    total += term
  }
  return poissonDensity(a, x) * total
}

/** Continued fraction of Legendre by the method of Lentz. */
function upperFraction(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let step = 1; step < steps; step += 1) {
    const numerator = -step * (step - a)
    b += 2
    d = 1 / (numerator * d + b || tiny)
    c = b + numerator / c || tiny
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return poissonDensity(a, x) * a * fraction
}
