import { studentOfLevel, studentTwoSided } from './distributions.ts'
import { type Interval, z95 } from './interval.ts'
import { mean, sum } from './series.ts'

/** A mean, what it varies by, and its 95 % interval. */
export interface MeanEstimate {
  readonly mean: number
  /** Standard deviation of the values, n − 1. */
  readonly deviation: number
  readonly standardError: number
  readonly interval: Interval
}

/**
 * Mean with its interval: by Student's t under 30 values, normal from 30; null under two values.
 */
export function estimateMean(values: readonly number[]): MeanEstimate | null {
  if (values.length < 2) return null
  const { center, variance } = moments(values)
  const standardError = Math.sqrt(variance / values.length)
  const reach = (values.length < 30 ? studentOfLevel(0.95, values.length - 1) : z95) * standardError
  return {
    mean: center,
    deviation: Math.sqrt(variance),
    standardError,
    interval: { low: center - reach, high: center + reach },
  }
}

/**
 * Welch's t test of first − second with unequal variances; for durations give logarithms. Null
 * under two values on a side or when nothing varies.
 */
export function welchTest(
  first: readonly number[],
  second: readonly number[],
): { difference: number; t: number; degrees: number; p: number; interval: Interval } | null {
  if (first.length < 2 || second.length < 2) return null
  const [one, two] = [moments(first), moments(second)]
  const [a, b] = [one.variance / first.length, two.variance / second.length]
  if (a + b === 0) return null
  const difference = one.center - two.center
  const error = Math.sqrt(a + b)
  const degrees = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1))
  const reach = studentOfLevel(0.95, degrees) * error
  const t = difference / error
  return {
    difference,
    t,
    degrees,
    p: studentTwoSided(t, degrees),
    interval: { low: difference - reach, high: difference + reach },
  }
}

/** Net promoter score in points, −100 to 100, with its standard error and 95 % interval; null without answers. */
export function netPromoterScore(
  promoters: number,
  detractors: number,
  answers: number,
): { score: number; standardError: number; interval: Interval } | null {
  if (answers === 0) return null
  const net = (promoters - detractors) / answers
  const variance = (promoters + detractors) / answers - net * net
  const standardError = 100 * Math.sqrt(Math.max(variance, 0) / answers)
  const score = 100 * net
  const reach = z95 * standardError
  return { score, standardError, interval: { low: score - reach, high: score + reach } }
}

function moments(values: readonly number[]): { center: number; variance: number } {
  const center = mean(values)
  const squares = sum(values.map((value) => (value - center) ** 2))
  return { center, variance: squares / (values.length - 1) }
}
