import { composeMail } from './compose.ts'
import type { DeliverOptions, Delivery } from './delivery.ts'
import type { DeliveryRow, MailKind, MailLedger } from './ledger.ts'
import { messageId } from './ledger.ts'
import type { Plan } from './plan.ts'
import type { Reader } from './recipients.ts'
import type { MailTransport } from './transport.ts'

/** Sends an edition to one reader, unless that was done, is in doubt, or is not to be. */
export async function deliverOne(
  options: DeliverOptions,
  reader: Reader,
  planFor: (reader: Reader) => Promise<Plan>,
  ledger: MailLedger,
  transport: MailTransport,
): Promise<Delivery> {
  const { clock, edition } = options
  const recipient = reader.email
  const last = ledger.last(edition.id, recipient)
  const is = (outcome: Delivery['outcome'], message: string, kind: MailKind): Delivery => ({
    ...{ recipient, kind, outcome, message },
  })
  const record = (kind: MailKind, status: DeliveryRow['status'], message?: string) =>
    ledger.record({
      edition: edition.id,
      recipient,
      kind,
      status,
      at: clock.now().toISOString(),
      message_id: messageId(edition.id, recipient, kind),
      ...(message === undefined ? {} : { message }),
    })
  if (last?.status === 'sent') return is('sent before', last.at, last.kind)
  if (last?.status === 'skipped') return is('skipped', last.at, last.kind)
  if (last?.status === 'sending') {
    const answer = await decide(options, last)
    if (answer === 'leave') return is('in doubt', `began ${last.at}`, last.kind)
    if (answer === 'skip') {
      record(last.kind, 'skipped')
      return is('skipped', last.at, last.kind)
    }
  }
  const bounce = ledger.hardBounce(recipient)
  if (bounce?.recipient_sha256 === reader.rowsHash && options.isRetryingBounced !== true) {
    return is('bounced', bounce.message ?? '', bounce.kind)
  }
  const plan = await planFor(reader)
  if (plan === 'not wanted') return is(plan, 'the reader asked for no such mail', 'edition')
  if (plan === 'unchanged') return is(plan, 'the reader has the same figures', 'correction')
  const mail = composeMail(options, plan, reader)
  record(plan.kind, 'sending')
  const { outcome, message } = await transport.send(mail)
  if (outcome === 'unknown') return is('in doubt', message, plan.kind)
  record(plan.kind, outcome === 'sent' ? 'sent' : 'failed', message)
  return is(outcome === 'sent' ? 'sent' : 'failed', message, plan.kind)
}

async function decide(
  { onDoubt = 'ask', ask }: DeliverOptions,
  row: DeliveryRow,
): Promise<'resend' | 'skip' | 'leave'> {
  if (onDoubt !== 'ask') return onDoubt
  return ask === undefined ? 'leave' : ask(row)
}
