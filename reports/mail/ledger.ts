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
  status: z.enum(['sending', 'sent', 'failed', 'skipped']),
  at: z.iso.datetime(),
  message_id: z.string(),
  message: z.string().optional(),
})

export type DeliveryRow = z.infer<typeof rowSchema>
export type MailKind = DeliveryRow['kind']

/** What was sent to whom; each answer is about the last row of its mail. */
export interface MailLedger {
  /** The last row of the mail about an edition to a recipient. */
  last(edition: string, recipient: string): DeliveryRow | undefined
  /** `correction` where an earlier revision went to the recipient. */
  kindFor(edition: string, recipient: string): MailKind
  /** Mails that left and were never confirmed. */
  inDoubt(): readonly DeliveryRow[]
  /** Appends a row; it is on disk when this returns. */
  record(row: DeliveryRow): void
}

/** Opens the ledger of deliveries of a workspace. */
export function openMailLedger(home: string): MailLedger {
  const path = join(home, 'deliveries.ndjson')
  const last = new Map<string, DeliveryRow>()
  const key = (edition: string, recipient: string) => `${edition}|${recipient}`
  const keep = (row: DeliveryRow) => last.set(key(row.edition, row.recipient), row)
  for (const row of readLedger(path, rowSchema)) keep(row)
  return {
    last: (edition, recipient) => last.get(key(edition, recipient)),
    kindFor: (edition, recipient) => {
      const known = last.get(key(edition, recipient))
      if (known !== undefined) return known.kind
      const { name, revision } = parts(edition)
      const isCorrection = [...last.values()].some((row) => {
        const earlier = parts(row.edition)
        return (
          row.recipient === recipient &&
          row.status === 'sent' &&
          earlier.name === name &&
          earlier.revision < revision
        )
      })
      return isCorrection ? 'correction' : 'edition'
    },
    inDoubt: () => [...last.values()].filter((row) => row.status === 'sending'),
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

function parts(edition: string): { readonly name: string; readonly revision: number } {
  const at = edition.lastIndexOf('/r')
  return { name: edition.slice(0, at), revision: Number(edition.slice(at + 2)) }
}
