import { statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { appendLedger, readLedger } from '../../core/runs.ts'
import { type Link, type LinkRequest, makeLink, type Span, seconds, signLink } from './links.ts'

const rowSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('issued'),
    at: z.iso.datetime(),
    id: z.string(),
    recipient: z.string(),
    audiences: z.array(z.string()),
    edition: z.string().nullable(),
    expires: z.iso.datetime(),
  }),
  /** Ends the links that were issued up to `at` and that every named field fits. */
  z.object({
    what: z.literal('revoked'),
    at: z.iso.datetime(),
    id: z.string().optional(),
    recipient: z.string().optional(),
    edition: z.string().optional(),
  }),
])

type LinkRow = z.infer<typeof rowSchema>
export type IssuedLink = Extract<LinkRow, { what: 'issued' }>

/** Which links are ended: one, those of a recipient, those of an edition, or both at once. */
export interface Revocation {
  readonly id?: string
  readonly recipient?: string
  readonly edition?: string
}

/**
 * The token of a link that is recorded in `<home>/links.ndjson` before it is given away. A reader
 * has one link per edition: asked again within half its span, the same token comes back.
 */
export function issueLink(home: string, secret: Buffer, request: LinkRequest, span: Span): string {
  const half = new Date((span.now.getTime() + span.expires.getTime()) / 2)
  const before = readLinks(home).findLast(
    (row) =>
      request.edition !== undefined &&
      row.edition === request.edition &&
      row.recipient === request.recipient &&
      row.audiences.join() === request.audiences.join() &&
      !row.isRevoked &&
      new Date(row.expires) >= half,
  )
  if (before !== undefined) return signLink(secret, linkOf(before))
  const link = makeLink(request, span)
  const row: IssuedLink = {
    what: 'issued',
    at: new Date(link.issued * 1000).toISOString(),
    id: link.id,
    recipient: link.recipient,
    audiences: link.audiences,
    edition: link.edition ?? null,
    expires: new Date(link.expires * 1000).toISOString(),
  }
  appendLedger(ledgerFile(home), row)
  return signLink(secret, link)
}

function linkOf({ id, recipient, audiences, edition, at, expires }: IssuedLink): Link {
  const about = edition === null ? {} : { edition }
  const span = { issued: seconds(new Date(at)), expires: seconds(new Date(expires)) }
  return { id, recipient, audiences, ...about, ...span }
}

/** Every link issued in a workspace, oldest first, and whether it was revoked. */
export function readLinks(home: string): readonly (IssuedLink & { readonly isRevoked: boolean })[] {
  const rows = readLedger(ledgerFile(home), rowSchema)
  return rows
    .filter((row) => row.what === 'issued')
    .map((row) => ({ ...row, isRevoked: isRevokedBy(rows, row, Date.parse(row.at) / 1000) }))
}

/** Ends links from now on; the sessions that they opened end at their next request. */
export function revokeLinks(home: string, revocation: Revocation, now: Date): void {
  appendLedger(ledgerFile(home), { what: 'revoked', at: now.toISOString(), ...revocation })
}

/** Tells whether a link was revoked; the ledger is read again when it has changed. */
export function openRevocations(home: string): (link: LinkFacts) => boolean {
  const path = ledgerFile(home)
  let known: { readonly stamp: string; readonly rows: readonly LinkRow[] } | undefined
  return (link) => {
    const file = statSync(path, { throwIfNoEntry: false })
    if (file === undefined) return false
    const stamp = `${file.mtimeMs} ${file.size}`
    if (known?.stamp !== stamp) {
      const rows = readLedger(path, rowSchema).filter((row) => row.what === 'revoked')
      known = { stamp, rows }
    }
    return isRevokedBy(known.rows, link, link.issued)
  }
}

/** What a revocation is compared with. */
export type LinkFacts = Pick<Link, 'id' | 'recipient' | 'issued'> & {
  readonly edition?: string | undefined
}

function isRevokedBy(
  rows: readonly LinkRow[],
  link: {
    readonly id: string
    readonly recipient: string
    readonly edition?: string | null | undefined
  },
  issued: number,
): boolean {
  return rows.some(
    (row) =>
      row.what === 'revoked' &&
      issued <= seconds(new Date(row.at)) &&
      (row.id === undefined || row.id === link.id) &&
      (row.recipient === undefined || row.recipient === link.recipient) &&
      (row.edition === undefined || isOfEdition(link.edition, row.edition)),
  )
}

/** `2026-Q3/bank` names every revision. */
function isOfEdition(edition: string | null | undefined, wanted: string): boolean {
  return edition === wanted || edition?.startsWith(`${wanted}/`) === true
}

function ledgerFile(home: string): string {
  return join(home, 'links.ndjson')
}
