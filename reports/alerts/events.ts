import type { Verdict } from './evaluate.ts'
import type { AlertEvent, ToldRow } from './ledger.ts'

/** What there is to tell somebody of one group. */
export interface Alert extends Verdict {
  readonly event: AlertEvent
  /** False for a recovery that the rule does not tell: it is only recorded. */
  readonly isTold: boolean
}

const order: readonly AlertEvent[] = ['new', 'again', 'recovered']

/**
 * What a reader was not told yet: a rule that broke, one that is still broken after its days, one
 * that holds again. A verdict that is unknown, or of an older period than what was told, is nothing.
 */
export function eventsFor(
  verdicts: readonly Verdict[],
  told: readonly ToldRow[],
  now: Date,
): readonly Alert[] {
  const alerts = verdicts.flatMap((verdict): Alert[] => {
    const { rule, figure, period, isBroken } = verdict
    const last = told.findLast((row) => row.rule === rule.rule_id && row.group === figure.group_id)
    if (isBroken === null || (last !== undefined && last.period > period.id)) return []
    const isOpen = last !== undefined && last.event !== 'recovered'
    if (!isBroken) {
      return isOpen ? [{ ...verdict, event: 'recovered', isTold: rule.tells_recovery }] : []
    }
    if (!isOpen) return [{ ...verdict, event: 'new', isTold: true }]
    const days = (now.getTime() - Date.parse(last.at)) / 86_400_000
    const isDue = rule.renotify_days !== null && days >= rule.renotify_days
    return isDue ? [{ ...verdict, event: 'again', isTold: true }] : []
  })
  return alerts.sort((a, b) => order.indexOf(a.event) - order.indexOf(b.event))
}

/** The alerts that a mail tells in full, at most `room`, and of one rule at most its cap. */
export function splitByRoom(
  alerts: readonly Alert[],
  room: number,
): { readonly full: readonly Alert[]; readonly rest: readonly Alert[] } {
  const counts = new Map<string, number>()
  const full: Alert[] = []
  const rest: Alert[] = []
  for (const alert of alerts) {
    const count = counts.get(alert.rule.rule_id) ?? 0
    const hasRoom = full.length < room && count < alert.rule.cap
    if (hasRoom) counts.set(alert.rule.rule_id, count + 1)
    ;(hasRoom ? full : rest).push(alert)
  }
  return { full, rest }
}
