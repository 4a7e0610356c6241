import { UserError } from '../../core/errors.ts'
import { readSecret } from '../../core/workspace.ts'
import { audienceKind } from '../../reports/audience/audiences.ts'
import { issueLink, readLinks, revokeLinks } from '../../reports/serve/link-ledger.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface LinkOptions {
  readonly id?: string
  readonly recipient?: string
  readonly edition?: string
  readonly audience?: string
  readonly days?: string
}

export interface LinkListOptions extends LinkOptions {
  readonly all?: boolean
}

/** `csq links list`: who may open what until when. */
export function listLinks({ workspace, clock, output }: Context, options: LinkListOptions): void {
  const now = clock.now()
  const rows = readLinks(workspace.home)
    .filter((row) => isWanted(row, options))
    .map((row) => ({
      id: row.id,
      recipient: row.recipient,
      audiences: row.audiences.join(' '),
      edition: row.edition ?? '',
      issued: row.at,
      expires: row.expires,
      state: row.isRevoked ? 'revoked' : new Date(row.expires) < now ? 'expired' : 'live',
    }))
    .filter((row) => options.all === true || row.state === 'live')
    .reverse()
  output.say(rows.length === 0 ? 'there is no such link' : textTable(rows))
  output.result(rows)
}

/** `csq links issue`: prints the address of a new link. */
export function issueLinkCommand(
  { workspace, clock, output, environment }: Context,
  options: LinkOptions & { readonly recipient: string; readonly audience: string },
): void {
  const { recipient, audience } = options
  const days = Number(options.days ?? 120)
  if (!Number.isInteger(days) || days < 1 || days > 366) {
    throw new UserError(`--days must be a whole number from 1 to 366, not "${options.days}".`)
  }
  if (audience !== '*' && audienceKind(audience) === undefined) {
    throw new UserError(`There is no audience "${audience}".`, {
      hint: 'write bank, analyst, department/D02 or *.',
    })
  }
  const now = clock.now()
  const expires = new Date(now.getTime() + days * 86_400_000)
  const asked = { recipient: recipient.toLowerCase(), audiences: [audience] }
  const secret = readSecret(workspace.home, environment)
  const token = issueLink(workspace.home, secret, asked, { now, expires })
  const address = `${workspace.config.address.replace(/\/+$/, '')}/open?token=${token}`
  output.say(address)
  output.result({ address, expires: expires.toISOString() })
}

/** `csq links revoke`: ends every link that fits, and the sessions that they opened. */
export function revokeLinksCommand(
  { workspace, clock, output }: Context,
  options: LinkOptions,
): void {
  const { id, recipient, edition } = options
  if (id === undefined && recipient === undefined && edition === undefined) {
    throw new UserError('Say which links are ended.', {
      hint: 'csq links revoke --recipient EMAIL, --edition 2026-Q3/bank or --id ID; csq links list shows them.',
    })
  }
  const before = readLinks(workspace.home).filter(
    (row) => isWanted(row, options) && !row.isRevoked && new Date(row.expires) >= clock.now(),
  )
  if (id !== undefined && before.length === 0) {
    throw new UserError(`There is no live link ${id}.`, { hint: 'csq links list shows them.' })
  }
  const revocation = {
    ...(id === undefined ? {} : { id }),
    ...(recipient === undefined ? {} : { recipient: recipient.toLowerCase() }),
    ...(edition === undefined ? {} : { edition }),
  }
  // recorded also where none is known: links of a lost ledger end as well
  revokeLinks(workspace.home, revocation, clock.now())
  output.say(`revoked ${before.length} live link(s)`)
  output.result({ revoked: before.map((row) => row.id) })
}

function isWanted(
  row: { readonly id: string; readonly recipient: string; readonly edition: string | null },
  { id, recipient, edition }: LinkOptions,
): boolean {
  return (
    (id === undefined || row.id === id) &&
    (recipient === undefined || row.recipient === recipient.toLowerCase()) &&
    (edition === undefined ||
      row.edition === edition ||
      row.edition?.startsWith(`${edition}/`) === true)
  )
}
