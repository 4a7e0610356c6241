import type { MailOptions } from './compose.ts'
import type { DeliveryRow, MailKind } from './ledger.ts'

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
  /** What to do with a mail of which nobody knows whether it arrived; default `ask`. */
  readonly onDoubt?: OnDoubt
  /** Asks a person about a mail in doubt; without it `ask` leaves the mail in doubt. */
  readonly ask?: (row: DeliveryRow) => Promise<'resend' | 'skip' | 'leave'>
  /** Tries addresses again that took no mail, though nobody changed their rows. */
  readonly isRetryingBounced?: boolean
}

/** What became of the mail to one recipient. */
export interface Delivery {
  readonly recipient: string
  readonly kind: MailKind
  readonly outcome:
    | 'sent'
    | 'sent before'
    | 'failed'
    | 'in doubt'
    | 'skipped'
    | 'written'
    | 'held'
    | 'superseded'
    | 'bounced'
    | 'unchanged'
    | 'not wanted'
  /** The server's answer, the file of a dry run, or why there is no mail. */
  readonly message: string
}
