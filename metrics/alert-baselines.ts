import { at, sum } from './statistics/series.ts'

/** Days of the baseline. */
export const baselineDays = 56
/** Days between the baseline and the day that is judged. */
const lagDays = 14

/** The days before each day, and how busy weekdays are for the whole; null where too few came before. */
export interface Baseline {
  readonly from: number
  readonly to: number
  /** Days of the same weekday. */
  readonly same: readonly number[]
  readonly factor: number
  /** The factors of the days of the baseline. */
  readonly factors: readonly number[]
}

/** The 8 weeks that end 14 days before each day; `weekdays` has a number from 0 to 7 per day. */
export function baselines(
  whole: readonly number[],
  weekdays: readonly number[],
): (Baseline | null)[] {
  return whole.map((_, day) => {
    const [from, to] = [day - lagDays - baselineDays, day - lagDays]
    if (from < 0) return null
    const days = Array.from({ length: baselineDays }, (__, index) => from + index)
    const sameAs = (weekday: number) => days.filter((each) => weekdays[each] === weekday)
    // one case a day and weekday more than were seen: few cases are no pattern of the week
    const usual = (sum(whole.slice(from, to)) + 49) / baselineDays
    const factorOf = (same: readonly number[]) =>
      same.length < 4 ? 1 : (sum(same.map((each) => at(whole, each))) + 7) / same.length / usual
    const profile = [0, 1, 2, 3, 4, 5, 6, 7].map((weekday) => factorOf(sameAs(weekday)))
    const same = sameAs(at(weekdays, day))
    const factors = days.map((each) => at(profile, at(weekdays, each)))
    return { from, to, same, factor: factorOf(same), factors }
  })
}

/** Variance over mean of the baseline's days where that is clearly above 1, else 1. */
export function dispersion(
  counts: readonly number[],
  { from, factors }: Baseline,
  before: number,
): number {
  if (before === 0) return 1
  const squares = factors.map((factor, index) => {
    const usual = (before * factor) / baselineDays
    return (at(counts, from + index) - usual) ** 2 / usual
  })
  const spread = sum(squares) / (baselineDays - 1)
  const chance = 2 * Math.sqrt((2 + baselineDays / before) / baselineDays)
  return spread > 1 + chance ? spread : 1
}
