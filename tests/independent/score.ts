import type { Figure } from './figures.ts'

/** The weights of rule 25. */
const weights = {
  connect_rate: 0.15,
  aht_seconds: 0.1,
  fcr_rate: 0.2,
  csat_top2_rate: 0.15,
  complaint_rate_per_10k: 0.15,
  complaint_timely_rate: 0.15,
  qa_pass_rate: 0.1,
}

export interface Target {
  readonly indicator: string
  readonly floor: number
  readonly target: number
}

/** The score of the bank from its parts, by the targets of one day. */
export function scoreOf(
  figure: (indicator: string) => Figure | undefined,
  targets: readonly Target[],
): Pick<Figure, 'numerator' | 'denominator' | 'value'> {
  let sum = 0
  let weight = 0
  for (const [indicator, own] of Object.entries(weights)) {
    const { value, denominator } = figure(indicator) ?? { value: null, denominator: 0 }
    const goal = targets.find((each) => each.indicator === indicator)
    if (value === null || (denominator ?? 0) < 30 || goal === undefined) continue
    const reached = (value - goal.floor) / (goal.target - goal.floor)
    sum += own * 100 * Math.min(1, Math.max(0, reached))
    weight += own
  }
  return { numerator: sum, denominator: weight, value: weight < 0.8 - 1e-9 ? null : sum / weight }
}
