import type { Drawn } from './draw-bank.ts'
import { count, num, one, type Tallies } from './tally.ts'

const weights = [10, 25, 25, 20, 20]

/** Counts what rule 24 says of inspections. */
export function countInspections(tallies: Tallies, inspections: readonly Drawn[]): void {
  for (const each of inspections) {
    if (each.sampling !== 'random' || each.is_valid === false) continue
    const add = (indicator: string, numerator: number) =>
      count(tallies, indicator, Number(each.contact_at), each, numerator)
    const isCritical = Number(each.critical_error_count) > 0
    add('qa_critical_free_rate', one(!isCritical))
    let weighted = 0
    let weight = 0
    for (const [place, own] of weights.entries()) {
      const score = num(each[`d${place + 1}_score`])
      if (score === undefined) continue
      add(`qa_d${place + 1}_mean`, score)
      weighted += own * score
      weight += own
    }
    if (weight === 0) continue
    const total = isCritical ? 0 : weighted / weight
    add('qa_score_mean', total)
    add('qa_pass_rate', one(total >= 85 - 1e-9))
  }
}
