import type { Clock } from '../../core/clock.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { Edition } from '../edition.ts'
import { issueLink } from '../serve/link-ledger.ts'
import type { Correction } from './corrections.ts'
import { type MailKind, messageId } from './ledger.ts'
import { signPreferences } from './preferences.ts'
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

/** What a mail says to one recipient beside the summary. */
export interface MailContent {
  readonly summary: Summary
  readonly kind: MailKind
  /** Of a correction: what changed, and the number of the revision that the recipient has. */
  readonly correction?: Correction & { readonly earlier?: number }
}

/** The mail about an edition to one recipient, the same but for its date and link however often it is made. */
export function composeMail(
  options: MailOptions,
  { summary, kind, correction }: MailContent,
  recipient: Recipient,
): Mail {
  const { config, zone } = options.workspace
  const preferences = preferencesLink(options, recipient)
  const text = writeMail(summary, {
    locale: recipient.locale,
    link: editionLink(options, recipient),
    zone,
    ...(preferences === undefined ? {} : { preferences }),
    ...(correction === undefined ? {} : { correction }),
  })
  return {
    ...text,
    from: config.mail.from,
    to: { name: recipient.name, address: recipient.email },
    messageId: messageId(options.edition.id, recipient.email, kind),
    date: options.clock.now(),
    headers: listHeaders(config.mail.from, preferences),
  }
}

const linkDays = 120

/** The address of the edition, through a link that opens its audience to this recipient. */
function editionLink(options: MailOptions, recipient: Recipient): string {
  const { workspace, edition, secret, clock } = options
  const path = `/editions/${edition.id}/`
  if (secret === undefined) return `${archive(options)}${path}`
  const now = clock.now()
  const expires = new Date(now.getTime() + linkDays * 86_400_000)
  const request = { recipient: recipient.email, audiences: [edition.audience], edition: edition.id }
  const token = issueLink(workspace.home, secret, request, { now, expires })
  return `${archive(options)}/open?to=${encodeURIComponent(path)}&token=${token}`
}

function preferencesLink(options: MailOptions, recipient: Recipient): string | undefined {
  const { edition, secret } = options
  if (secret === undefined) return undefined
  const key = { recipient: recipient.email, type: edition.period.type }
  return `${archive(options)}/preferences?token=${signPreferences(secret, key)}`
}

/** What lets a mail program offer to unsubscribe (RFC 2369, and by one click RFC 8058). */
function listHeaders(from: string, preferences: string | undefined): Record<string, string> {
  if (preferences === undefined) return {}
  const owner = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim()
  const unsubscribe = `<${preferences}>, <mailto:${owner}?subject=unsubscribe>`
  if (!preferences.startsWith('https:')) return { 'List-Unsubscribe': unsubscribe }
  return {
    'List-Unsubscribe': unsubscribe,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

function archive({ workspace }: MailOptions): string {
  return workspace.config.address.replace(/\/+$/, '')
}
