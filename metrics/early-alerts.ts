import { type Baseline, baselineDays, baselines, dispersion } from './alert-baselines.ts'
import { betaLower } from './statistics/beta.ts'
import { studentTwoSided } from './statistics/distributions.ts'
import { countCusum } from './statistics/early-warning.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { at, mean, sum } from './statistics/series.ts'

/** A single day or a drift is an alert from here on: one in 1,000 and one in 2,000 days. */
const dayLevel = 0.001
const driftLevel = 0.0005
/** From so many a day on, the same weekdays speak for themselves. */
const manyADay = 5
const alertsADay = 5

/** Counts of a slice, one per day. */
export interface DayCounts {
  readonly slice: string
  readonly counts: readonly number[]
}

/** A rise that was noticed on a day (positions from 0). */
export interface Alert {
  readonly slice: string
  readonly day: number
  readonly rule: 'day' | 'drift'
  /** First day of the rise; the day itself for a single day. */
  readonly since: number
  /** Cases from `since` to `day`, what was expected of them, and the most that raises no alert. */
  readonly n: number
  readonly expected: number
  readonly limit: number
  /** Cases of the baseline, and the days of it that the rise is worth. */
  readonly before: number
  readonly weight: number
  readonly p: number
  readonly q: number
  /** Place among the alerts of the day. */
  readonly place: number
}

type Test = Omit<Alert, 'q' | 'place'>

/**
 * Alerts of all slices, at most five a day. A day is compared with the 8 weeks that end 14 days
 * before it: under 5 cases a day by the Poisson distribution of a mean that those weeks only
 * estimate, times how busy that weekday is for `whole`, counts
 * divided by variance over mean where that is clearly above 1; from 5 on by Student's t on the same
 * weekdays as well. Slow rises are noticed by a CUSUM that begins anew after an alert. All tests of
 * a day are adjusted together; an alert needs q of 0.05 or less, so that at most one day in 20
 * without any event has one. `weekdays` has a number per day. Sources: Lucas 1985 (CUSUM);
 * Benjamini and Hochberg 1995.
 */
export function findAlerts(
  slices: readonly DayCounts[],
  whole: readonly number[],
  weekdays: readonly number[],
): Alert[] {
  const base = baselines(whole, weekdays)
  const tests: Test[][] = whole.map(() => [])
  for (const each of slices) {
    for (const test of [...dayTests(each, base), ...driftTests(each, base)]) {
      at(tests, test.day).push(test)
    }
  }
  return tests.flatMap(chooseAlerts)
}

function dayTests({ slice, counts }: DayCounts, base: readonly (Baseline | null)[]): Test[] {
  return counts.flatMap((n, day) => {
    const baseline = at(base, day)
    if (baseline === null) return []
    const before = sum(counts.slice(baseline.from, baseline.to))
    const own = baseline.same.map((each) => at(counts, each))
    const isMany = before >= manyADay * baselineDays && own.length >= 4
    const spread = dispersion(counts, baseline, before)
    const weight = isMany ? (mean(own) * baselineDays) / before : baseline.factor
    const expected = (before * weight) / baselineDays
    const upper = (count: number) =>
      Math.max(poissonUpper(count, before, weight, spread), isMany ? studentUpper(count, own) : 0)
    const p = n > expected ? upper(n) : 1
    let limit = n
    if (p <= dayLevel) while (limit > expected && upper(limit) <= dayLevel) limit -= 1
    return [{ slice, day, rule: 'day' as const, since: day, n, expected, limit, before, weight, p }]
  })
}

/**
 * P that a count or more comes of `weight` days when `before` came of the days of the baseline;
 * where complaints come in clumps, both are counted in clumps.
 */
function poissonUpper(count: number, before: number, weight: number, spread: number): number {
  if (count === 0) return 1
  return betaLower(weight / (weight + baselineDays), count / spread, before / spread + 1)
}

function studentUpper(count: number, own: readonly number[]): number {
  const usual = mean(own)
  const variance = sum(own.map((x) => (x - usual) ** 2)) / (own.length - 1)
  const deviation = Math.sqrt(Math.max(variance, usual) * (1 + 1 / own.length))
  const tail = studentTwoSided((count - usual) / deviation, own.length - 1) / 2
  return count > usual ? tail : 1 - tail
}

function driftTests({ slice, counts }: DayCounts, base: readonly (Baseline | null)[]): Test[] {
  const first = base.findIndex((each) => each !== null)
  if (first < 0) return []
  const known = base.map((each) => each ?? { from: 0, to: 0, same: [], factor: 1, factors: [] })
  const before = known.map(({ from, to }) => sum(counts.slice(from, to)))
  const spread = known.map((each, day) => dispersion(counts, each, at(before, day)))
  const inClumps = (values: readonly number[], start: number) =>
    values.slice(start).map((value, offset) => value / at(spread, start + offset))
  // one case more than there were: a mean of 0 cannot be exceeded by a factor
  const usual = known.map(({ factor }, day) => ((at(before, day) + 1) * factor) / baselineDays)
  const isMany = sum(counts.slice(first)) >= manyADay * (counts.length - first)
  const factor = isMany ? 1.5 : 2
  const threshold = -Math.log(driftLevel) / Math.log(factor)
  const tests: Test[] = []
  for (let start = first; start < counts.length; ) {
    const sums = countCusum(inClumps(counts, start), inClumps(usual, start), {
      factor,
      threshold,
    })
    const end = sums.findIndex(({ isAlarm }) => isAlarm)
    const seen = end < 0 ? sums : sums.slice(0, end + 1)
    for (const [offset, { sum: total, since }] of seen.entries()) {
      const [from, day] = [start + (since ?? offset), start + offset]
      const n = sum(counts.slice(from, day + 1))
      const weight = sum(known.slice(from, day + 1).map((each) => each.factor))
      const span = { slice, day, rule: 'drift' as const, since: from, n, weight }
      const limit = Math.floor(n - (total - threshold) * at(spread, day))
      const expected = (at(before, from) * weight) / baselineDays
      // as high a sum in any quiet stretch (Ville's inequality), or so many in these very days
      const p = Math.max(
        factor ** -total,
        poissonUpper(n, at(before, from), weight, at(spread, from)),
      )
      tests.push({ ...span, before: at(before, from), expected, limit, p })
    }
    start += seen.length
  }
  return tests
}

function chooseAlerts(tests: readonly Test[]): Alert[] {
  const adjusted = benjaminiHochberg(tests.map(({ p }) => p))
  const clear = tests
    .map((test, index) => ({ ...test, q: at(adjusted, index) }))
    .filter(({ rule, p, q }) => q <= 0.05 && p <= (rule === 'day' ? dayLevel : driftLevel))
    .sort((a, b) => a.p - b.p || a.slice.length - b.slice.length || (a.slice < b.slice ? -1 : 1))
  const best = clear.filter(
    ({ slice }, index) => clear.findIndex((other) => other.slice === slice) === index,
  )
  return best.slice(0, alertsADay).map((test, index) => ({ ...test, place: index + 1 }))
}
