import { chiSquareUpper } from './distributions.ts'
import { type Interval, z95 } from './interval.ts'
import { sorted, sum } from './series.ts'

/** A case watched for a time: until its event, or until it was last seen without one. */
export interface Watched {
  readonly time: number
  readonly hasEvent: boolean
}

/** The survival curve just after a time with events. */
export interface SurvivalStep {
  readonly time: number
  readonly atRisk: number
  readonly events: number
  /** Share still without event. */
  readonly survival: number
  /** By Greenwood; null where nobody is left. */
  readonly standardError: number | null
  readonly plain: Interval | null
  /** On the log(−log) scale: within 0 and 1, better for few cases. */
  readonly logLog: Interval | null
}

/** Kaplan–Meier curve, one step per time with events; events come before censoring at the same time. */
export function kaplanMeier(cases: readonly Watched[]): SurvivalStep[] {
  requireTimes(cases)
  const steps: SurvivalStep[] = []
  let survival = 1
  let hazard = 0
  for (const time of eventTimes(cases)) {
    const { atRisk, events } = stateAt(cases, time)
    survival *= 1 - events / atRisk
    hazard += events / (atRisk * (atRisk - events))
    steps.push({ time, atRisk, events, survival, ...intervals(survival, hazard) })
  }
  return steps
}

/** Least time at which at most half are without event; null if never. Twin of the warehouse's median. */
export function medianSurvival(cases: readonly Watched[]): number | null {
  return kaplanMeier(cases).find(({ survival }) => survival <= 0.5 + 1e-9)?.time ?? null
}

/**
 * Log-rank test of two groups' times; null without an event while both are watched.
 * Source: Mantel 1966.
 */
export function logRankTest(
  first: readonly Watched[],
  second: readonly Watched[],
): { chiSquare: number; p: number; expected: number } | null {
  requireTimes([...first, ...second])
  let [observed, expected, variance] = [0, 0, 0]
  for (const time of eventTimes([...first, ...second])) {
    const [one, two] = [stateAt(first, time), stateAt(second, time)]
    const [atRisk, events] = [one.atRisk + two.atRisk, one.events + two.events]
    observed += one.events
    expected += (events * one.atRisk) / atRisk
    if (atRisk > 1) {
      variance +=
        (events * one.atRisk * two.atRisk * (atRisk - events)) / (atRisk ** 2 * (atRisk - 1))
    }
  }
  if (variance === 0) return null
  const chiSquare = (observed - expected) ** 2 / variance
  return { chiSquare, p: chiSquareUpper(chiSquare, 1), expected }
}

function requireTimes(cases: readonly Watched[]): void {
  const wrong = cases.find(({ time }) => !Number.isFinite(time))
  if (wrong !== undefined) throw new RangeError(`time is ${wrong.time}: expected a number`)
}

function eventTimes(cases: readonly Watched[]): number[] {
  return sorted([...new Set(cases.filter((each) => each.hasEvent).map(({ time }) => time))])
}

function stateAt(cases: readonly Watched[], time: number): { atRisk: number; events: number } {
  return {
    atRisk: cases.filter((each) => each.time >= time).length,
    events: sum(cases.map((each) => (each.hasEvent && each.time === time ? 1 : 0))),
  }
}

function intervals(
  survival: number,
  hazard: number,
): Pick<SurvivalStep, 'standardError' | 'plain' | 'logLog'> {
  if (survival === 0) return { standardError: null, plain: null, logLog: null }
  const error = Math.sqrt(hazard)
  const reach = z95 * survival * error
  const power = Math.exp((z95 * error) / Math.log(survival))
  return {
    standardError: survival * error,
    plain: { low: Math.max(survival - reach, 0), high: Math.min(survival + reach, 1) },
    logLog: { low: survival ** (1 / power), high: survival ** power },
  }
}
