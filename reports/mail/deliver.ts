import { join } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { lock } from '../../core/warehouse.ts'
import { composeMail, type MailOptions } from './compose.ts'
import { type MailKind, type MailLedger, openMailLedger } from './ledger.ts'
import { writeOutbox } from './outbox.ts'
import { type Recipient, recipientsOf } from './recipients.ts'
import { readSummary, type Summary } from './summary.ts'
import { type MailTransport, openTransport } from './transport.ts'

export const onDoubtChoices = ['ask', 'resend', 'skip'] as const
export type OnDoubt = (typeof onDoubtChoices)[number]

export interface DeliverOptions extends MailOptions {
  readonly smtpUrl: string | undefined
  /** Writes the mails to files and sends nothing. */
  readonly isDryRun?: boolean
  /** Folder of a dry run's files; default `<home>/outbox/<period>-<audience>-r<N>/`, made anew. */
  readonly outbox?: string
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
  if (options.isDryRun === true) return writeOutbox({ ...options, summary, recipients })
  if (recipients.length === 0) return []
  const transport = openTransport(options.smtpUrl, workspace.config.mail.tls)
  try {
    const unlock = lockDeliveries(workspace.home)
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
  const mail = composeMail(options, summary, recipient, kind)
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

function lockDeliveries(home: string): () => void {
  const path = join(home, 'deliveries.lock')
  try {
    return lock(path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('Mails of this workspace are being sent already.', {
      hint: `wait until that ends; the lock is ${path}.`,
      cause: error,
    })
  }
}
