import { betaQuantile } from './beta.ts'
import { clip, type Interval, requireShare, z95 } from './interval.ts'
import { sum } from './series.ts'

/**
 * Score interval of a rate, within 0 and 1; null when `size` is 0. Twin of `wilson_low/high` of the
 * warehouse. A RangeError unless 0 ≤ count ≤ size. Source: Wilson 1927.
 */
export function wilson(count: number, size: number, z = z95): Interval | null {
  requireShare(count, size)
  if (size === 0) return null
  const square = z * z
  const half = z * Math.sqrt(Math.max(square + 4 * count * (1 - count / size), 0))
  const bound = (sign: 1 | -1) =>
    clip((2 * count + square + sign * half) / (2 * (size + square)), 0, 1)
  return { low: bound(-1), high: bound(1) }
}

/** Wilson interval with continuity correction, wider; null when `size` is 0. Source: Newcombe 1998, method 4. */
export function wilsonCorrected(count: number, size: number, z = z95): Interval | null {
  requireShare(count, size)
  if (size === 0) return null
  const square = z * z
  const share = count / size
  const bound = (sign: 1 | -1) => {
    const root = square + 2 * sign - 1 / size + 4 * share * (size * (1 - share) - sign)
    return (
      (2 * count + square + sign * (1 + z * Math.sqrt(Math.max(root, 0)))) / (2 * (size + square))
    )
  }
  return {
    low: count === 0 ? 0 : clip(bound(-1), 0, 1),
    high: count === size ? 1 : clip(bound(1), 0, 1),
  }
}

/** Exact interval of a rate at a level such as 0.95; null when `size` is 0. Source: Clopper and Pearson 1934. */
export function clopperPearson(count: number, size: number, level = 0.95): Interval | null {
  requireShare(count, size)
  if (size === 0) return null
  const tail = (1 - level) / 2
  return {
    low: count === 0 ? 0 : betaQuantile(tail, count, size - count + 1),
    high: count === size ? 1 : 1 - betaQuantile(tail, size - count, count + 1),
  }
}

/** Sample size that weighted answers are worth, (Σw)² / Σw²; 0 without weights. Source: Kish 1965. */
export function effectiveSize(weights: readonly number[]): number {
  const squares = sum(weights.map((weight) => weight * weight))
  return squares === 0 ? 0 : sum(weights) ** 2 / squares
}

/** The rate drawn towards `center` by a prior worth `strength` cases; `center` itself without cases. */
export function shrink(count: number, size: number, center: number, strength = 200): number {
  requireShare(count, size)
  return (count + strength * center) / (size + strength)
}

/**
 * The rate that all who were asked could have, if those who did not answer were all against or all
 * for; null when nobody was asked. A RangeError unless count ≤ answered ≤ asked.
 */
export function possibleRange(count: number, answered: number, asked: number): Interval | null {
  requireShare(count, answered)
  requireShare(answered, asked)
  return asked === 0 ? null : { low: count / asked, high: (asked - answered + count) / asked }
}
