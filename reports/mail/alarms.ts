import type { Period, PeriodType } from '../../core/periods.ts'
import { type Edition, listEditions } from '../edition.ts'
import { releaseOf } from '../release.ts'
import { audienceName, periodName } from '../serve/words.ts'
import { type MailLedger, openMailLedger } from './ledger.ts'
import { localMinutes } from './local-minutes.ts'
import { type Notice, type NoticeOptions, type NoticeResult, sendNotices } from './notices.ts'
import { type Recipient, readRecipients } from './recipients.ts'
import { simpleMail } from './simple-html.ts'

/** A chain that was due: its type, the instant, and the period that was over then. */
export interface DueSlot {
  readonly type: PeriodType
  readonly due: Date
  readonly period: Period
}

export interface DelayOptions extends NoticeOptions {
  /** Audiences that editions are made for; nobody else waits. */
  readonly isPublished: (audience: string) => boolean
}

/** A step of a chain that failed for good. */
export interface Failure extends DueSlot {
  readonly step: string
  readonly message: string
  /** Where it is written what to do, `docs/runbooks/publish.md`. */
  readonly runbook: string
}

/**
 * Tells the readers of a period, and the owner, that its edition is late: once each per due slot,
 * when the grace of the settings is over and the mail with the edition has not left. An edition
 * that waits for the instant of its release is late only past that.
 */
export async function noticeOfDelay(
  options: DelayOptions,
  slot: DueSlot,
): Promise<readonly NoticeResult[]> {
  const late = await findLate(options, slot)
  if (late.length === 0) return []
  const about = `${slot.type} ${slot.due.toISOString()}`
  const told = new Map<string, Notice>()
  for (const { recipient } of late) {
    const text = delayText(options, slot, recipient)
    told.set(recipient.email, { kind: 'delay', about, recipient: recipient.email, text })
  }
  const owner = options.workspace.config.mail.owner?.toLowerCase()
  if (owner !== undefined) {
    const text = ownerText(options, slot, late)
    told.set(owner, { kind: 'delay', about, recipient: owner, text })
  }
  return sendNotices(options, [...told.values()])
}

/** Tells the owner of the settings, once per due slot and step, that a step of a chain failed. */
export async function alarmOwner(
  options: NoticeOptions,
  failure: Failure,
): Promise<readonly NoticeResult[]> {
  const { config, zone, home } = options.workspace
  const { owner } = config.mail
  if (owner === null) return []
  const subject = `告警：${periodName(failure.period, 'zh')}报告的 ${failure.step} 步骤失败 / ${failure.period.id}: ${failure.step} failed`
  const lines = [
    `${periodName(failure.period, 'zh')}报告未能完成：步骤 ${failure.step} 失败。`,
    `${failure.period.id} is not done: ${failure.step} failed.`,
    `应完成时间 Due: ${localMinutes(zone, failure.due)} ${zone.name}`,
    `原因 Reason: ${failure.message}`,
    `处理办法 Runbook: ${failure.runbook}`,
    `工作区 Workspace: ${home}`,
  ]
  const about = `${failure.type} ${failure.due.toISOString()} ${failure.step}`
  const text = simpleMail(subject, lines, 'zh-CN')
  return sendNotices(options, [{ kind: 'alarm', about, recipient: owner, text }])
}

interface Late {
  readonly recipient: Recipient
  readonly reason: string
}

async function findLate(options: DelayOptions, slot: DueSlot): Promise<readonly Late[]> {
  const { workspace, clock } = options
  const now = clock.now()
  const grace = workspace.config.mail.grace * 60_000
  const isOver = (instant: Date) => instant.getTime() + grace <= now.getTime()
  if (!isOver(slot.due)) return []
  const recipients = await readRecipients(workspace.warehouse)
  const ledger = openMailLedger(workspace.home)
  const editions = listEditions(workspace.editions).filter(
    (each) => each.period.id === slot.period.id,
  )
  return recipients.flatMap((recipient): Late[] => {
    const { audience, email, periodTypes } = recipient
    if (!periodTypes.includes(slot.type) || !options.isPublished(audience)) return []
    const own = editions.filter((each) => each.audience === audience)
    if (own.some((each) => hasLeft(ledger, each, email))) return []
    const newest = own[0]
    const opens = newest === undefined ? undefined : releaseOf(workspace, newest, now).at
    if (opens !== undefined && !isOver(opens)) return []
    return [{ recipient, reason: reasonOf(options, newest) }]
  })
}

/** Whether a mail about an edition left, wherever it ended. */
function hasLeft(ledger: MailLedger, edition: Edition, email: string): boolean {
  const status = ledger.last(edition.id, email)?.status
  return status !== undefined && status !== 'failed'
}

function reasonOf({ workspace, clock }: DelayOptions, edition: Edition | undefined): string {
  if (edition === undefined) return '尚未发布 not published'
  const { waitsFor } = releaseOf(workspace, edition, clock.now())
  return waitsFor === 'approval' ? '等待批准 waits for an approval' : '尚未发送 not sent'
}

function delayText({ workspace }: DelayOptions, slot: DueSlot, { locale }: Recipient) {
  const due = localMinutes(workspace.zone, slot.due)
  if (locale === 'en') {
    const name = periodName(slot.period, 'en')
    const lines = [
      `The customer-service quality report, ${name}, was due at ${due} and is late.`,
      'It comes by mail as soon as it is ready; there is nothing for you to do.',
    ]
    return simpleMail(`Late: customer-service quality report, ${name}`, lines, locale)
  }
  const name = periodName(slot.period, 'zh')
  const lines = [
    `${name}客服质量评估报告原定 ${due} 发出，现推迟。`,
    '报告完成后即以邮件发出，您无需处理。',
  ]
  return simpleMail(`推迟：${name}客服质量评估报告`, lines, locale)
}

function ownerText({ workspace }: DelayOptions, slot: DueSlot, late: readonly Late[]) {
  const reasons = new Map<string, Set<string>>()
  for (const { recipient, reason } of late) {
    const name = `${audienceName(recipient.audience, 'zh')} ${recipient.audience}`
    reasons.set(reason, (reasons.get(reason) ?? new Set()).add(name))
  }
  const name = periodName(slot.period, 'zh')
  const lines = [
    `${name}报告原定 ${localMinutes(workspace.zone, slot.due)} 发出，${late.length} 位读者尚未收到。`,
    `${slot.period.id} is late for ${late.length} readers.`,
    ...[...reasons].map(([reason, audiences]) => `${reason}: ${[...audiences].join(', ')}`),
    '处理办法 Runbook: docs/runbooks/mail-late.md',
  ]
  return simpleMail(`推迟：${name}报告 / late: ${slot.period.id}`, lines, 'zh-CN')
}
