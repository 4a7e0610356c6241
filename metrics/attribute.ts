import { dimensionsOf, isIn } from './slices.ts'
import { countChart } from './statistics/control-chart.ts'
import { binomialCdf } from './statistics/distributions.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { at, sum } from './statistics/series.ts'

/** Events of a slice in a period, and in the months before it that say what was to be expected. */
export interface Counted {
  readonly slice: string
  readonly n: number
  readonly base: number
}

/** What the events came from (contacts, days): in the period, and in the months before. */
export interface Exposure {
  readonly now: number
  readonly before: number
}

export interface Judged extends Counted {
  /** What the rate of the months before gives at the exposure of the period. */
  readonly forecast: number
  readonly p: number
  readonly q: number
}

/** Events with the codes of all dimensions. */
export interface Leaf {
  readonly codes: Readonly<Record<string, string>>
  readonly n: number
  readonly base: number
}

/** Fewest events, or events expected, of a slice that is tested. */
export const fewest = 20
/** Largest q of a slice that counts as found. */
export const largestQ = 0.05
/** Candidates that are looked at, the most telling ones. */
const mostCandidates = 200
/** Spread between neighbouring months, over chance, from which limits are widened. */
const widenFrom = 1.2

/** Exact two-sided test of every slice against its months before, adjusted for all of them. */
export function judgeSlices(slices: readonly Counted[], exposure: Exposure): readonly Judged[] {
  const share = exposure.now / (exposure.now + exposure.before)
  const ps = slices.map(({ n, base }) => {
    const atMost = binomialCdf(n, n + base, share)
    const atLeast = 1 - binomialCdf(n - 1, n + base, share)
    return Math.min(1, Math.max(0, 2 * Math.min(atMost, atLeast)))
  })
  const qs = benjaminiHochberg(ps)
  return slices.map((each, index) => ({
    ...each,
    forecast: (each.base * exposure.now) / exposure.before,
    p: at(ps, index),
    q: at(qs, index),
  }))
}

/**
 * How much wider than chance the limits of a slice are: Laney's σ_z of its months before where it
 * reaches 1.2, else 1.
 */
export function spread(counts: readonly number[], exposures: readonly number[]): number {
  if (sum(counts) === 0) return 1
  const chart = countChart(counts.map((count, index) => ({ count, size: at(exposures, index) })))
  const sigma = chart?.sigmaZ ?? 1
  return sigma >= widenFrom ? sigma : 1
}

/** Three-sigma limits of the count of a period. */
export function limits(forecast: number, width: number): { low: number; high: number } {
  const reach = 3 * width * Math.sqrt(forecast)
  return { low: Math.max(0, forecast - reach), high: forecast + reach }
}

/** Whether a count is outside its limits. */
export function isOutside(n: number, forecast: number, width: number): boolean {
  const { low, high } = limits(forecast, width)
  return n < low || n > high
}

/** A slice that may be chosen, with the width of its limits. */
export interface Candidate extends Judged {
  readonly width: number
}

/**
 * The slices that explain what happened, most telling first: the one whose jump is the least
 * likely; then, of what is left outside of it, the next that is still outside its limits.
 */
export function chooseSlices(
  candidates: readonly Candidate[],
  leaves: readonly Leaf[],
  exposure: Exposure,
  most = 5,
): readonly Candidate[] {
  const pool = candidates
    .map((candidate) => ({ candidate, score: score(candidate, candidate.n, candidate.forecast) }))
    .sort((a, b) => b.score - a.score || (a.candidate.slice < b.candidate.slice ? -1 : 1))
    .slice(0, mostCandidates)
    .map(({ candidate }) => ({ candidate, leaves: leaves.filter(isIn(candidate.slice)) }))
  const taken = new Set<Leaf>()
  const chosen: Candidate[] = []
  while (chosen.length < most) {
    const [best] = pool
      .filter(({ candidate }) => !chosen.includes(candidate))
      .flatMap((each) => scoreLeft(each, taken, exposure))
      .sort((a, b) => b.score - a.score || (a.candidate.slice < b.candidate.slice ? -1 : 1))
    if (best === undefined) return chosen
    chosen.push(best.candidate)
    for (const leaf of best.leaves) taken.add(leaf)
  }
  return chosen
}

/** A candidate's score by its leaves that are not taken; none when they are within its limits. */
function scoreLeft(
  each: { readonly candidate: Candidate; readonly leaves: readonly Leaf[] },
  taken: ReadonlySet<Leaf>,
  exposure: Exposure,
) {
  let [n, base] = [0, 0]
  for (const leaf of each.leaves) {
    if (taken.has(leaf)) continue
    n += leaf.n
    base += leaf.base
  }
  const forecast = (base * exposure.now) / exposure.before
  const isLarge = Math.max(n, forecast) >= fewest
  if (!isLarge || !isOutside(n, forecast, each.candidate.width)) return []
  return [{ ...each, score: score(each.candidate, n, forecast) }]
}

/** How telling a jump is; of slices that say the same, the one of fewer dimensions. */
function score({ slice }: Candidate, n: number, forecast: number): number {
  return surprise(n, forecast) - dimensionsOf(slice).length
}

/** Log-likelihood that a count is of its own rate, over that it is of the expected one. */
function surprise(n: number, forecast: number): number {
  const expected = Math.max(forecast, 0.5)
  return (n === 0 ? 0 : n * Math.log(n / expected)) - (n - expected)
}
