import type { Indicator, Unit } from './define-indicator.ts'

/**
 * What a bank would act upon: half a percentage point, half a point of 100, five seconds of a
 * handling time of minutes, three complaints per 100,000 contacts, one case, one day.
 */
const byUnit: Readonly<Record<Unit, number>> = {
  rate: 0.005,
  seconds: 5,
  score: 0.5,
  points: 0.05,
  count: 1,
  days: 1,
  per_10k: 0.3,
  per_1k: 1,
  per_10m: 5,
}

/** The least difference of two values that matters in practice, in the unit of the value. */
export function leastDifference(indicator: Indicator): number {
  return indicator.leastDifference ?? byUnit[indicator.unit]
}
