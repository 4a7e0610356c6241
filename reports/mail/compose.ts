import type { Clock } from '../../core/clock.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { Edition } from '../edition.ts'
import { issueLink } from '../serve/link-ledger.ts'
import { type MailKind, messageId } from './ledger.ts'
import type { Recipient } from './recipients.ts'
import type { Summary } from './summary.ts'
import { writeMail } from './text.ts'
import type { Mail } from './transport.ts'

export interface MailOptions {
  readonly workspace: Workspace
  readonly edition: Edition
  readonly clock: Clock
  /** Signs the link for its recipient; without it the link is the plain address. */
  readonly secret?: Buffer
}

/** The mail about an edition to one recipient, the same but for its date and link however often it is made. */
export function composeMail(
  options: MailOptions,
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
function linkFor(options: MailOptions, recipient: Recipient): string {
  const { edition, secret, clock, workspace } = options
  const address = workspace.config.address.replace(/\/+$/, '')
  const path = `/editions/${edition.id}/`
  if (secret === undefined) return `${address}${path}`
  const now = clock.now()
  const expires = new Date(now.getTime() + linkDays * 86_400_000)
  const reader = { recipient: recipient.email, audiences: [edition.audience], edition: edition.id }
  const token = issueLink(workspace.home, secret, reader, { now, expires })
  return `${address}/open?to=${encodeURIComponent(path)}&token=${token}`
}
