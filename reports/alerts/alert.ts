import { createHash } from 'node:crypto'
import { type Database, openReader } from '../../core/database.ts'
import { type Period, parsePeriod } from '../../core/periods.ts'
import { localDay } from '../../core/zone.ts'
import { isApprovalRequired } from '../approval.ts'
import { listEditions } from '../edition.ts'
import { type NoticeOptions, sendNotices } from '../mail/notices.ts'
import type { Recipient } from '../mail/recipients.ts'
import { releaseOf } from '../release.ts'
import { contributorsOf } from './contributors.ts'
import { evaluate, newestClosed, type Verdict } from './evaluate.ts'
import { type Alert, eventsFor, splitByRoom } from './events.ts'
import { readTold, recordTold, type ToldRow } from './ledger.ts'
import { type NameOf, readNames } from './names.ts'
import { type AlertReader, readersOf } from './readers.ts'
import { type Rule, readRules } from './rules.ts'
import { writeAlertMail } from './text.ts'

export interface AlertOptions extends NoticeOptions {
  /** This period alone, by its identifier; else the newest that is over, per rule. */
  readonly period?: string
  /** Tells nobody and records nothing. */
  readonly isDryRun?: boolean
}

/** What became of the alerts to one reader. */
export interface AlertOutcome {
  readonly recipient: string
  readonly told: readonly Alert[]
  /** `none`: there is no mail server, or nobody asked to send. */
  readonly outcome: 'sent' | 'told before' | 'failed' | 'in doubt' | 'none'
}

/** What the rules find, and who was told what of it. */
export interface AlertReport {
  readonly verdicts: readonly Verdict[]
  readonly outcomes: readonly AlertOutcome[]
  readonly names: NameOf
}

/**
 * Looks which rules the newest closed periods break, and tells each reader of a rule what they
 * were not told yet, in one mail. What may not be read before its release is not told before it.
 */
export async function alert(options: AlertOptions): Promise<AlertReport> {
  const database = await openReader(options.workspace.warehouse)
  try {
    const names = await readNames(database)
    const verdicts = await judge(options, database)
    const outcomes: AlertOutcome[] = []
    for (const reader of await readersOf(options.workspace, verdicts)) {
      outcomes.push(await tell(options, database, names, reader))
    }
    return { verdicts, outcomes: outcomes.filter((each) => each.told.length > 0), names }
  } finally {
    database.close()
  }
}

async function judge(options: AlertOptions, database: Database): Promise<readonly Verdict[]> {
  const { workspace, clock } = options
  const asked = options.period === undefined ? undefined : parsePeriod(options.period)
  const verdicts: Verdict[] = []
  for (const rule of await readRules(database)) {
    if (asked !== undefined && asked.type !== rule.period_type) continue
    const today = localDay(workspace.zone, clock.now())
    const period = asked ?? (await newestClosed(database, rule, today))
    if (period === undefined || !mayTell(options, rule, period)) continue
    verdicts.push(...(await evaluate(database, rule, period)))
  }
  return verdicts
}

/** False while the edition with the same figures waits for an approval or its release. */
function mayTell({ workspace, clock }: AlertOptions, rule: Rule, period: Period): boolean {
  const { audience } = rule
  const isGuarded =
    isApprovalRequired(workspace, audience) || workspace.config.editions.release !== null
  const edition = listEditions(workspace.editions).find(
    (each) => each.period.id === period.id && each.audience === audience,
  )
  if (edition !== undefined) return releaseOf(workspace, edition, clock.now()).isOpen
  return !isGuarded || rule.period_type === 'day'
}

async function tell(
  options: AlertOptions,
  database: Database,
  names: NameOf,
  { recipient, verdicts }: AlertReader,
): Promise<AlertOutcome> {
  const { workspace, clock } = options
  const now = clock.now()
  const told = readTold(workspace.home).filter((row) => row.recipient === recipient.email)
  const events = eventsFor(verdicts, told, now)
  const today = localDay(workspace.zone, now)
  const used = told.filter(
    (row) => row.is_full && localDay(workspace.zone, new Date(row.at)) === today,
  )
  const room = Math.max(0, workspace.config.alerts.per_day - used.length)
  const { full, rest } = splitByRoom(
    events.filter((each) => each.isTold),
    room,
  )
  const is = (outcome: AlertOutcome['outcome']): AlertOutcome => ({
    recipient: recipient.email,
    told: [...full, ...rest],
    outcome,
  })
  if (options.isDryRun === true || events.length === 0) return is('none')
  const about = aboutOf([...full, ...rest], told)
  const outcome = await send(options, database, names, { recipient, full, rest, about })
  if (outcome === 'none' || outcome === 'failed') return is(outcome)
  for (const each of events) {
    recordTold(workspace.home, {
      rule: each.rule.rule_id,
      group: each.figure.group_id,
      recipient: recipient.email,
      period: each.period.id,
      event: each.event,
      is_full: full.includes(each),
      at: now.toISOString(),
    })
  }
  return is(outcome)
}

interface Digest {
  readonly recipient: Recipient
  readonly full: readonly Alert[]
  readonly rest: readonly Alert[]
  readonly about: string
}

async function send(
  options: AlertOptions,
  database: Database,
  names: NameOf,
  { recipient, full, rest, about }: Digest,
): Promise<AlertOutcome['outcome']> {
  if (full.length + rest.length === 0) return 'sent' // a silent recovery is only recorded
  const withContributors = []
  for (const each of full) {
    const isBroken = each.event !== 'recovered'
    const contributors = isBroken ? await contributorsOf(database, each) : []
    withContributors.push({ ...each, contributors })
  }
  const { address } = options.workspace.config
  const { locale, email } = recipient
  const text = writeAlertMail({ full: withContributors, rest, names, address, locale })
  const notice = { kind: 'alert' as const, about, recipient: email, text }
  const [result] = await sendNotices(options, [notice])
  return result?.outcome ?? 'none'
}

/** The same where the same alerts are told at the same turn, so that a mail cut off is not repeated. */
function aboutOf(alerts: readonly Alert[], told: readonly ToldRow[]): string {
  const names = alerts.map(({ rule, figure, period, event }) => {
    const isSame = (row: ToldRow) => row.rule === rule.rule_id && row.group === figure.group_id
    return [rule.rule_id, figure.group_id, period.id, event, told.filter(isSame).length]
  })
  return createHash('sha256').update(JSON.stringify(names)).digest('hex')
}
