import type { Workspace } from '../../core/workspace.ts'
import { openMailLedger } from '../mail/ledger.ts'
import { prefer, readPreferences } from '../mail/preferences.ts'
import { type Recipient, readRecipients } from '../mail/recipients.ts'
import type { Verdict } from './evaluate.ts'
import type { Rule } from './rules.ts'

/** Somebody with the verdicts that are theirs to read. */
export interface AlertReader {
  readonly recipient: Recipient
  readonly verdicts: readonly Verdict[]
}

/** Who is told of which verdicts: a department hears of its own figures only. */
export async function readersOf(
  workspace: Workspace,
  verdicts: readonly Verdict[],
): Promise<readonly AlertReader[]> {
  const preferences = readPreferences(workspace.home)
  const ledger = openMailLedger(workspace.home)
  const readers = new Map<string, AlertReader>()
  for (const recipient of await readRecipients(workspace.warehouse)) {
    const { audience, email, rowsHash } = recipient
    if (ledger.hardBounce(email)?.recipient_sha256 === rowsHash) continue
    const unwanted: readonly string[] = preferences.get(email)?.unwanted ?? []
    const own = verdicts.filter(
      ({ rule, figure }) => !unwanted.includes(rule.period_type) && isFor(audience, rule, figure),
    )
    const before = readers.get(email)?.verdicts ?? []
    const preferred = prefer(recipient, preferences)
    readers.set(email, { recipient: preferred, verdicts: [...before, ...own] })
  }
  return [...readers.values()]
}

function isFor(audience: string, rule: Rule, figure: Verdict['figure']): boolean {
  const department = /^department\/(.+)$/.exec(audience)?.[1]
  if (department === undefined) return rule.audience === audience
  if (rule.audience !== audience && rule.audience !== 'department/*') return false
  return figure.grouped_by === 'department' && figure.group_id === department
}
