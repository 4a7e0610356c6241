import type { Clock } from '../../core/clock.ts'
import type { Workspace } from '../../core/workspace.ts'
import { type BounceReport, bounceKind, readBounceReport } from './bounce-report.ts'
import { openMailLedger } from './ledger.ts'
import { readRecipients } from './recipients.ts'

/** A mail of ours that came back. */
export interface Bounce {
  readonly recipient: string
  readonly edition: string
  readonly bounce: 'hard' | 'soft'
  readonly reason: string
}

/** What stood in a heap of messages. */
export interface Bounces {
  readonly messages: number
  /** Messages that are no report of a failure. */
  readonly others: number
  /** Reports that were read before. */
  readonly known: number
  /** Reports of a mail that is merely late, or arrived. */
  readonly passing: number
  /** Reports about mails that are not ours, by their subject or address. */
  readonly unmatched: readonly string[]
  readonly bounces: readonly Bounce[]
}

/**
 * Records the mails of the ledger that came back. A report is taken once, however often it is
 * read; a mail is found by its Message-ID alone, never guessed by its address.
 */
export async function recordBounces(
  { workspace, clock }: { readonly workspace: Workspace; readonly clock: Clock },
  messages: readonly string[],
): Promise<Bounces> {
  const ledger = openMailLedger(workspace.home)
  const rows = new Map<string, string>()
  for (const each of await readRecipients(workspace.warehouse)) rows.set(each.email, each.rowsHash)
  const counts = { messages: messages.length, others: 0, known: 0, passing: 0 }
  const unmatched: string[] = []
  const bounces: Bounce[] = []
  for (const message of messages) {
    const report = readBounceReport(message)
    if (report === undefined) counts.others++
    else if (ledger.hasReport(report.id)) counts.known++
    else {
      const failure = failureOf(report)
      const row = report.about === undefined ? undefined : ledger.withMessageId(report.about)
      if (failure === undefined) counts.passing++
      else if (row === undefined) unmatched.push(nameOf(report))
      else {
        const { edition, recipient, kind, message_id } = row
        bounces.push({ recipient, edition, ...failure })
        ledger.record({
          ...{ edition, recipient, kind, message_id },
          status: 'bounced',
          at: clock.now().toISOString(),
          message: failure.reason,
          bounce: failure.bounce,
          report: report.id,
          recipient_sha256: rows.get(recipient) ?? '',
        })
      }
    }
  }
  return { ...counts, unmatched, bounces }
}

/** The worst that a report says; a mail of ours has one recipient. */
function failureOf(report: BounceReport): Pick<Bounce, 'bounce' | 'reason'> | undefined {
  const failures = report.recipients.flatMap((each) => {
    const bounce = bounceKind(each)
    const reason = [each.status, each.diagnostic].filter((text) => text !== '').join(' ')
    return bounce === undefined ? [] : [{ bounce, reason }]
  })
  return failures.find((each) => each.bounce === 'hard') ?? failures[0]
}

function nameOf(report: BounceReport): string {
  const addresses = report.recipients.map((each) => each.address).filter((each) => each !== '')
  return `${addresses.join(', ') || 'nobody'} (${report.about ?? 'no Message-ID'})`
}
