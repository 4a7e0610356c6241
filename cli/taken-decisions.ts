import type { TakenDecisions } from '../metrics/take-decisions.ts'
import type { Output } from './output.ts'

const shown = 10

/** Tells which delivered verdicts on findings a load took, and which name no finding. */
export function sayDecisions(output: Output, { taken, unknown }: TakenDecisions): void {
  if (taken > 0) output.say(`verdicts on findings: ${taken} taken`)
  for (const { finding_id, decided_by, file, nearest } of unknown.slice(0, shown)) {
    const hint = nearest === undefined ? '' : ` Did you mean: ${nearest}?`
    output.say(
      `verdict of ${decided_by}: the last build has no finding "${finding_id}" (${file}).${hint}`,
    )
  }
  if (unknown.length > shown) output.say(`and ${unknown.length - shown} more verdicts like these`)
  if (unknown.length > 0) output.say('they wait: a load after a build takes what it then knows')
}
