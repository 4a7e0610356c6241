import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { lock } from '../core/warehouse.ts'
import type { Workspace } from '../core/workspace.ts'
import type { Edition } from './edition.ts'
import { signLink } from './links.ts'
import { type MailKind, type MailLedger, messageId, openMailLedger } from './mail-ledger.ts'
import { type Recipient, recipientsOf } from './mail-recipients.ts'
import { readSummary, type Summary } from './mail-summary.ts'
import { writeMail } from './mail-text.ts'
import { type Mail, type MailTransport, mailBytes, openTransport } from './mail-transport.ts'

export const onDoubtChoices = ['ask', 'resend', 'skip'] as const
export type OnDoubt = (typeof onDoubtChoices)[number]

export interface DeliverOptions {
  readonly workspace: Workspace
  readonly edition: Edition
  readonly clock: Clock
  readonly smtpUrl: string | undefined
  /** Signs the link for its recipient; without it the link is the plain address. */
  readonly secret?: Buffer
  /** Writes the mails below `outbox/` and sends nothing. */
  readonly isDryRun?: boolean
  /** Only these recipients of the edition. */
  readonly to?: readonly string[]
  /** What to do with a mail of which nobody knows whether it arrived; default `ask`: leave it. */
  readonly onDoubt?: OnDoubt
}

/** What became of the mail to one recipient. */
export interface Delivery {
  readonly recipient: string
  readonly kind: MailKind
  readonly outcome: 'sent' | 'sent before' | 'failed' | 'in doubt' | 'skipped' | 'written'
  /** The server's answer, or the file of a dry run. */
  readonly message: string
}

/**
 * Sends an edition to each of its recipients exactly once: the ledger says "sending" before a mail
 * leaves and "sent" or "failed" after. A mail whose last row is "sending" is in doubt and is not
 * sent again unasked. UserErrors: a check of the edition failed, no mail server, another sender.
 */
export async function deliver(options: DeliverOptions): Promise<readonly Delivery[]> {
  const { workspace, edition } = options
  const summary = readSummary(edition)
  const recipients = await recipientsOf(workspace.warehouse, edition, options.to)
  if (options.isDryRun === true) return writeOutbox(options, summary, recipients)
  if (recipients.length === 0) return []
  const transport = openTransport(options.smtpUrl)
  try {
    const unlock = lock(join(workspace.home, 'deliveries.lock'))
    try {
      const ledger = openMailLedger(workspace.home)
      const deliveries: Delivery[] = []
      for (const recipient of recipients) {
        deliveries.push(await deliverOne(options, summary, recipient, ledger, transport))
      }
      return deliveries
    } finally {
      unlock()
    }
  } finally {
    transport.close()
  }
}

/** True where every mail of a delivery is done with. */
export function isDelivered(deliveries: readonly Delivery[]): boolean {
  return deliveries.every((each) => each.outcome !== 'failed' && each.outcome !== 'in doubt')
}

async function deliverOne(
  options: DeliverOptions,
  summary: Summary,
  recipient: Recipient,
  ledger: MailLedger,
  transport: MailTransport,
): Promise<Delivery> {
  const { clock, edition } = options
  const last = ledger.last(edition.id, recipient.email)
  const kind = ledger.kindFor(edition.id, recipient.email)
  const mail = mailFor(options, summary, recipient, kind)
  const is = (outcome: Delivery['outcome'], message: string): Delivery => ({
    recipient: recipient.email,
    kind,
    outcome,
    message,
  })
  const record = (status: 'sending' | 'sent' | 'failed' | 'skipped', message?: string) =>
    ledger.record({
      edition: edition.id,
      recipient: recipient.email,
      kind,
      status,
      at: clock.now().toISOString(),
      message_id: mail.messageId,
      ...(message === undefined ? {} : { message }),
    })
  if (last?.status === 'sent') return is('sent before', last.at)
  if (last?.status === 'skipped') return is('skipped', last.at)
  if (last?.status === 'sending') {
    if (options.onDoubt === 'skip') {
      record('skipped')
      return is('skipped', last.at)
    }
    if (options.onDoubt !== 'resend') return is('in doubt', `began ${last.at}`)
  }
  record('sending')
  const { outcome, message } = await transport.send(mail)
  if (outcome === 'unknown') return is('in doubt', message)
  record(outcome === 'sent' ? 'sent' : 'failed', message)
  return is(outcome === 'sent' ? 'sent' : 'failed', message)
}

/** One `.eml` per recipient below `<home>/outbox/<period>-<audience>-r<N>/`. */
async function writeOutbox(
  options: DeliverOptions,
  summary: Summary,
  recipients: readonly Recipient[],
): Promise<readonly Delivery[]> {
  const { workspace, edition } = options
  const folder = join(workspace.home, 'outbox', edition.id.replaceAll('/', '-'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ledger = openMailLedger(workspace.home)
  const deliveries: Delivery[] = []
  for (const recipient of recipients) {
    const kind = ledger.kindFor(edition.id, recipient.email)
    const path = join(folder, `${fileName(recipient.email)}.eml`)
    writeFileSync(path, await mailBytes(mailFor(options, summary, recipient, kind)))
    deliveries.push({ recipient: recipient.email, kind, outcome: 'written', message: path })
  }
  return deliveries
}

function mailFor(
  options: DeliverOptions,
  summary: Summary,
  recipient: Recipient,
  kind: MailKind,
): Mail {
  const { config, zone } = options.workspace
  const link = linkFor(options, recipient)
  return {
    ...writeMail(summary, { locale: recipient.locale, kind, link, zone }),
    from: config.mail.from,
    to: { name: recipient.name, address: recipient.email },
    messageId: messageId(options.edition.id, recipient.email, kind),
    date: options.clock.now(),
  }
}

const linkDays = 120

/** The address of the edition, through a link that opens its audience to this recipient. */
function linkFor(options: DeliverOptions, recipient: Recipient): string {
  const { edition, secret, clock } = options
  const address = options.workspace.config.address.replace(/\/+$/, '')
  const path = `/editions/${edition.id}/`
  if (secret === undefined) return `${address}${path}`
  const expires = new Date(clock.now().getTime() + linkDays * 86_400_000)
  const session = { recipient: recipient.email, audiences: [edition.audience] }
  return `${address}/open?to=${encodeURIComponent(path)}&token=${signLink(secret, session, expires)}`
}

/** An address as a file name; a changed one is told apart by a hash. */
function fileName(email: string): string {
  const plain = email.replace(/[^a-z0-9@._+-]/g, '_').replace(/^\.+/, '_')
  if (plain === email) return plain
  return `${plain}-${createHash('sha256').update(email).digest('hex').slice(0, 8)}`
}
