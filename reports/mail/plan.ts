import type { Workspace } from '../../core/workspace.ts'
import type { Edition } from '../edition.ts'
import type { MailContent } from './compose.ts'
import { type Correction, correctionOf } from './corrections.ts'
import type { MailLedger } from './ledger.ts'
import type { Reader } from './recipients.ts'
import type { Summary } from './summary.ts'

/** What a reader gets about an edition: a mail, or none and why. */
export type Plan = MailContent | 'unchanged' | 'not wanted'

/**
 * Decides for each reader. Who has an earlier revision gets a correction with what changed since
 * that one, whatever types of period they want, and nothing where no figure changed; everybody
 * else gets the edition.
 */
export function openPlans(
  workspace: Workspace,
  edition: Edition,
  summary: Summary,
  ledger: MailLedger,
): (reader: Reader) => Promise<Plan> {
  const corrections = new Map<string, Promise<Correction | undefined>>()
  const since = (earlier: string) => {
    const known = corrections.get(earlier) ?? correctionOf(workspace, earlier, edition)
    corrections.set(earlier, known)
    return known
  }
  return async (reader) => {
    const kind = ledger.kindFor(edition.id, reader.email)
    const earlier = ledger.receivedBefore(edition.id, reader.email)
    if (kind === 'edition' || earlier === undefined) {
      return reader.isWanted ? { summary, kind: 'edition' } : 'not wanted'
    }
    const correction = await since(earlier)
    if (correction === undefined) return 'unchanged'
    const revision = Number(earlier.slice(earlier.lastIndexOf('/r') + 2))
    return { summary, kind, correction: { ...correction, earlier: revision } }
  }
}
