import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import { type Background, type Cause, judgeChanges } from './causes.ts'
import { addRevision, type Decision, lastClosing, requireFinalValues } from './close.ts'
import type { Closing, RestatementReason } from './closings.ts'
import { type Change, listChanges } from './compare-closing.ts'

/** The figures of a closed period that differ from its latest revision. */
export interface Differences {
  readonly closing: Closing
  readonly changes: readonly (Change & { readonly cause: Cause })[]
}

/**
 * What a restatement of the period would change. A UserError where the period was never closed,
 * or its values are older than those of its latest revision.
 */
export async function findDifferences(
  database: Database,
  decision: Pick<Decision, 'period' | 'at' | 'zone'>,
  background: Background,
): Promise<Differences> {
  const { period } = decision
  const closing = await lastClosing(database, period)
  if (closing === undefined) {
    throw new UserError(`${period.id} was never closed.`, {
      hint: `csq close ${period.id} --by NAME closes it; csq close --list shows what is closed.`,
    })
  }
  await requireFinalValues(database, decision)
  await requireNewerValues(database, closing)
  const changes = await listChanges(database, period, closing)
  return {
    closing,
    changes: await judgeChanges(database, period, closing, changes, background),
  }
}

/** Makes a new revision of the period where figures differ; undefined where none does. */
export async function restatePeriod(
  database: Database,
  decision: Decision,
  reason: RestatementReason,
  background: Background,
): Promise<(Differences & { readonly restated: Closing }) | undefined> {
  const found = await findDifferences(database, decision, background)
  if (found.changes.length === 0) return undefined
  const restated = await addRevision(database, decision, {
    revision: found.closing.revision + 1,
    reason,
    changed: found.changes.length,
  })
  await keepCauses(database, restated, found.changes)
  return { ...found, restated }
}

/** What a later delivery does to the causes: nothing, they are those of the day of the decision. */
async function keepCauses(
  database: Database,
  { period_type: type, period_id: id, revision }: Closing,
  changes: Differences['changes'],
): Promise<void> {
  const rows = changes.map(
    ({ indicator, grouped_by: by, group_id: group, cause }) =>
      `(${[type, id, revision, indicator, by, group, cause].map((each) => literal(each)).join(', ')})`,
  )
  await database.run(`insert into ops.restated_figures values ${rows.join(', ')}`)
}

/** Figures of an earlier cut-off know less: that they differ is no restatement. */
async function requireNewerValues(database: Database, closing: Closing): Promise<void> {
  const { as_of: asOf } = await database.row<{ as_of: string }>(
    'select max(as_of) as as_of from indicators.values',
  )
  if (asOf >= closing.as_of) return
  throw new UserError(
    `The values were built as of ${asOf}Z; ${closing.period_id} was closed as of ${closing.as_of}Z.`,
    { hint: 'run csq build as of a later cut-off.' },
  )
}
