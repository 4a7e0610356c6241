import { createBank } from './bank.ts'
import { createBreaker } from './broken-rows.ts'
import { makeCoaching, makeEvalPlan, makeIssues, makeTraining } from './improvement-files.ts'
import { day, monthStart, parseDay } from './local-time.ts'
import { createPeople } from './people.ts'
import { createRandom } from './random.ts'
import {
  makeAgents,
  makeBranchRows,
  makeExposure,
  makeRecipients,
  makeTargets,
} from './reference-files.ts'
import { type DemoSummary, openInbox } from './write-files.ts'

export interface DemoOptions {
  /** The folder that receives one folder per contract. */
  readonly inbox: string
  /** About how many contacts; every other table follows. */
  readonly contacts?: number
  readonly months?: number
  /** The last local day, `YYYY-MM-DD`. */
  readonly until?: string
  readonly seed?: number
  /** Called after every month. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Writes the files of an invented bank as its systems would drop them, month by month, and says
 * how many rows they hold and which are broken on purpose. The same options give the same bytes.
 */
export async function makeDemo(options: DemoOptions): Promise<DemoSummary> {
  const { contacts = 200_000, months = 24, until = '2026-09-30', seed = 20260930 } = options
  const end = parseDay(until) + day
  const start = monthStart(end - day, 1 - months)
  const inbox = openInbox(options.inbox, createBreaker(createRandom(seed, 'broken')))
  const people = createPeople(seed, start, contacts)
  const bank = createBank({ inbox, people, contacts, seed, start, end })
  for (let done = 0; done < months; done += 1) {
    bank.month(monthStart(start, done))
    options.onProgress?.(done + 1, months)
    await new Promise(setImmediate) // lets a progress line appear between months
  }
  const random = createRandom(seed, 'reference')
  inbox.reference('agents', makeAgents(people))
  inbox.reference('branches', makeBranchRows(people))
  inbox.reference('targets', makeTargets())
  inbox.reference('exposure', makeExposure(start, end, contacts, random))
  inbox.reference('recipients', makeRecipients())
  inbox.reference('improvement_issues', makeIssues(start, end))
  inbox.reference('coaching', makeCoaching(bank.failed, end, random))
  inbox.reference('training', makeTraining(people, start, end, random))
  inbox.reference('eval_plan', makeEvalPlan(start, end, random))
  return inbox.summary()
}
