import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { appendLedger, readLedger } from '../../core/runs.ts'

const rowSchema = z.object({
  /** `2026-Q3/bank/r1` */
  edition: z.string(),
  /** Mail address in lower case. */
  recipient: z.string(),
  /** A correction follows an edition of the same period that this recipient got before. */
  kind: z.enum(['edition', 'correction']),
  /** `sending` is written before the mail leaves; a last row `sending` leaves the mail in doubt. */
  status: z.enum(['sending', 'sent', 'failed', 'skipped', 'bounced']),
  at: z.iso.datetime(),
  message_id: z.string(),
  message: z.string().optional(),
  /** Of a bounce: `hard` where the address takes no mail, `soft` where this mail was given up. */
  bounce: z.enum(['hard', 'soft']).optional(),
  /** Of a bounce: the report that told it, read only once. */
  report: z.string().optional(),
  /** Of a bounce: the recipient's rows of the table recipients then. */
  recipient_sha256: z.string().optional(),
})

export type DeliveryRow = z.infer<typeof rowSchema>
export type MailKind = DeliveryRow['kind']

/** What was sent to whom; each answer is about the last row of its mail. */
export interface MailLedger {
  /** The last row of the mail about an edition to a recipient. */
  last(edition: string, recipient: string): DeliveryRow | undefined
  /** `correction` where an earlier revision went to the recipient. */
  kindFor(edition: string, recipient: string): MailKind
  /** The newest earlier revision that the recipient has, or may have where that is in doubt. */
  receivedBefore(edition: string, recipient: string): string | undefined
  /** The hard bounce that was the last to be heard of an address. */
  hardBounce(recipient: string): DeliveryRow | undefined
  /** The last row of the mail with a Message-ID. */
  withMessageId(id: string): DeliveryRow | undefined
  /** Whether a report of a bounce was read before. */
  hasReport(report: string): boolean
  /** Mails that left and were never confirmed. */
  inDoubt(): readonly DeliveryRow[]
  /** Mails that came back and were not sent again. */
  bounced(): readonly DeliveryRow[]
  /** Appends a row; it is on disk when this returns. */
  record(row: DeliveryRow): void
}

/** Opens the ledger of deliveries of a workspace. */
export function openMailLedger(home: string): MailLedger {
  const path = join(home, 'deliveries.ndjson')
  const last = new Map<string, DeliveryRow>()
  const heard = new Map<string, DeliveryRow>()
  const reports = new Set<string>()
  const key = (edition: string, recipient: string) => `${edition}|${recipient}`
  const keep = (row: DeliveryRow) => {
    last.set(key(row.edition, row.recipient), row)
    if (row.status === 'sent' || row.bounce === 'hard') heard.set(row.recipient, row)
    if (row.report !== undefined) reports.add(row.report)
  }
  const all = () => [...last.values()]
  for (const row of readLedger(path, rowSchema)) keep(row)
  const receivedBefore = (edition: string, recipient: string) => {
    const { name, revision } = parts(edition)
    const received = all()
      .filter((row) => row.recipient === recipient && hasArrived(row))
      .map((row) => ({ edition: row.edition, ...parts(row.edition) }))
      .filter((row) => row.name === name && row.revision < revision)
    return received.sort((a, b) => b.revision - a.revision)[0]?.edition
  }
  return {
    last: (edition, recipient) => last.get(key(edition, recipient)),
    receivedBefore,
    kindFor: (edition, recipient) => {
      const known = last.get(key(edition, recipient))
      if (known !== undefined && hasArrived(known)) return known.kind
      return receivedBefore(edition, recipient) === undefined ? 'edition' : 'correction'
    },
    hardBounce: (recipient) => {
      const row = heard.get(recipient)
      return row?.status === 'bounced' ? row : undefined
    },
    withMessageId: (id) => all().find((row) => row.message_id === id),
    hasReport: (report) => reports.has(report),
    inDoubt: () => all().filter((row) => row.status === 'sending'),
    bounced: () => all().filter((row) => row.status === 'bounced'),
    record: (row) => {
      appendLedger(path, row)
      keep(row)
    },
  }
}

/** The same for the same mail, however often it is tried: a server or reader can drop a second one. */
export function messageId(edition: string, recipient: string, kind: MailKind): string {
  const hash = createHash('sha256').update(`${edition}|${recipient}|${kind}`).digest('hex')
  return `<${hash.slice(0, 32)}@csq>`
}

/** A mail that a person gave up asking about counts as arrived: what follows it is a correction. */
function hasArrived({ status }: DeliveryRow): boolean {
  return status === 'sent' || status === 'sending' || status === 'skipped'
}

function parts(edition: string): { readonly name: string; readonly revision: number } {
  const at = edition.lastIndexOf('/r')
  return { name: edition.slice(0, at), revision: Number(edition.slice(at + 2)) }
}
