import { binomialTest, normalTwoSided } from './distributions.ts'
import { type Interval, requireNotNegative } from './interval.ts'
import { clopperPearson } from './proportion.ts'

/** A rate of events: their count and what could have had them (contacts, days, customers). */
export interface EventRate {
  readonly count: number
  readonly exposure: number
}

/** Two event rates compared. */
export interface RateRatio {
  /** first / second; Infinity when only the second has no events. */
  readonly ratio: number
  /** Exact 95 % interval of the ratio; `high` is Infinity when the second has no events. */
  readonly interval: Interval
  /** Two-sided p of the conditional binomial test. */
  readonly exactP: number
  /** Two-sided p of the score test, the rule of `rates_differ` of the warehouse. */
  readonly scoreP: number
}

/**
 * Compares two Poisson counts over their exposures, given their sum; null without events or
 * exposure. Sources: Przyborowski and Wilenski 1940; Clopper and Pearson 1934.
 */
export function compareRates(first: EventRate, second: EventRate): RateRatio | null {
  for (const { count, exposure } of [first, second]) {
    requireNotNegative('count', count)
    requireNotNegative('exposure', exposure)
  }
  const total = first.count + second.count
  const share = first.exposure / (first.exposure + second.exposure)
  const seen = clopperPearson(first.count, total)
  if (seen === null || !(share > 0 && share < 1)) return null
  const toRatio = (part: number) => ((part / (1 - part)) * second.exposure) / first.exposure
  const z = (first.count - total * share) / Math.sqrt(total * share * (1 - share))
  return {
    ratio: toRatio(first.count / total),
    interval: { low: toRatio(seen.low), high: toRatio(seen.high) },
    exactP: binomialTest(first.count, total, share),
    scoreP: normalTwoSided(z),
  }
}
