import { requireNotNegative } from './interval.ts'
import { at, mean, sum } from './series.ts'

/** Standard normal quantile of 99.9 %, one-sided alarm of one in a thousand days. */
const z999 = 3.090232306167813

/** A day against the days before it. */
export interface Warning {
  readonly count: number
  readonly expected: number
  readonly limit: number
  readonly isAlarm: boolean
}

/** How a day is compared with those before it. */
interface WarningOptions {
  /** Days of the baseline, at least 2. */
  readonly baseline?: number
  /** Days between the baseline and the day: 0 is EARS C1, 2 is C2. */
  readonly lag?: number
  readonly z?: number
  /** Whether the deviation is at least √mean, so that a quiet week does not make one case an alarm. */
  readonly isPoissonAtLeast?: boolean
}

/**
 * Alarm per day where the count exceeds mean + z deviations of the baseline; null for days that
 * have no full baseline. Source: Hutwagner and others 2003 (EARS).
 */
export function earsWarnings(
  counts: readonly number[],
  { baseline = 7, lag = 0, z = z999, isPoissonAtLeast = false }: WarningOptions = {},
): (Warning | null)[] {
  if (!(baseline >= 2)) throw new RangeError(`a baseline of ${baseline} days has no deviation`)
  return counts.map((count, day) => {
    const start = day - lag - baseline
    if (start < 0) return null
    const before = counts.slice(start, start + baseline)
    const expected = mean(before)
    const deviation = Math.sqrt(sum(before.map((x) => (x - expected) ** 2)) / (baseline - 1))
    const limit =
      expected + z * (isPoissonAtLeast ? Math.max(deviation, Math.sqrt(expected)) : deviation)
    return { count, expected, limit, isAlarm: count > limit }
  })
}

/** A cumulative sum after a day. */
export interface Cusum {
  readonly sum: number
  readonly isAlarm: boolean
  /** Position of the first day of the rise that the sum stands for; null while it is 0. */
  readonly since: number | null
}

/**
 * Upward CUSUM of counts that is to notice a rise from `expected` a day (one number, or one per day
 * for weekdays) to `factor` times as many: it grows by what a count exceeds the reference value
 * expected × (factor − 1) / ln factor, alarms above `threshold`, and goes on after an alarm. A
 * RangeError unless expected > 0 and factor > 1. Source: Lucas 1985.
 */
export function countCusum(
  counts: readonly number[],
  expected: number | readonly number[],
  { factor, threshold }: { readonly factor: number; readonly threshold: number },
): Cusum[] {
  if (!(factor > 1)) throw new RangeError(`factor is ${factor}: expected more than 1`)
  let total = 0
  let since: number | null = null
  return counts.map((count, day) => {
    requireNotNegative('count', count)
    const usual = typeof expected === 'number' ? expected : at(expected, day)
    if (!(usual > 0)) throw new RangeError(`expected count is ${usual}: it must be above 0`)
    total = Math.max(0, total + count - (usual * (factor - 1)) / Math.log(factor))
    since = total === 0 ? null : (since ?? day)
    return { sum: total, isAlarm: total > threshold, since }
  })
}
