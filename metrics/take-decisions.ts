import type { Database } from '../core/database.ts'
import { nearestName } from '../core/errors.ts'
import { hasFindings } from './finding-decisions.ts'

/** Verdicts of delivered files that went into the history, and those that name no finding. */
export interface TakenDecisions {
  readonly taken: number
  readonly unknown: readonly UnknownDecision[]
}

/** A delivered verdict that waits until a build finds what it names. */
export interface UnknownDecision {
  readonly finding_id: string
  readonly decided_by: string
  readonly file: string
  /** The finding that is spelt most like it. */
  readonly nearest: string | undefined
}

/**
 * Adds to `ops.finding_decisions` what `landing.finding_decisions` has of findings of the last
 * build and what is not there yet; what was decided stays when its file is gone. A verdict that is
 * delivered again, of the same person and instant, replaces itself.
 */
export async function takeDecisions(database: Database): Promise<TakenDecisions> {
  const isBuilt = await hasFindings(database)
  const found = isBuilt ? 'findings.found' : '(select null as finding_id, null as kind limit 0)'
  const { taken } = isBuilt ? await addNew(database) : { taken: 0 }
  const unknown = await database.rows<UnknownDecision & Record<string, unknown>>(
    `select finding_id, decided_by, file
    from landing.finding_decisions verdicts
    anti join ${found} found using (finding_id)
    left join ops.files on files.file_id = verdicts._file_id
    order by file, finding_id, decided_at`,
  )
  if (unknown.length === 0) return { taken, unknown: [] }
  const ids = isBuilt
    ? await database.rows<{ finding_id: string }>('select finding_id from findings.found')
    : []
  const names = ids.map((row) => row.finding_id)
  return {
    taken,
    unknown: unknown.map((row) => ({ ...row, nearest: nearestName(row.finding_id, names) })),
  }
}

async function addNew(database: Database): Promise<{ taken: number }> {
  const corrected = await database.rows(`update ops.finding_decisions
    set decision = delivered.decision, note = delivered.note
    from landing.finding_decisions delivered
    where delivered.finding_id = finding_decisions.finding_id
      and delivered.decided_by = finding_decisions.decided_by
      and delivered.decided_at = finding_decisions.decided_at
      and (delivered.decision, delivered.note)
        is distinct from (finding_decisions.decision, finding_decisions.note)
    returning finding_decisions.finding_id`)
  const rows = await database.rows(`insert into ops.finding_decisions
      (finding_id, kind, decision, decided_by, decided_at, note)
    select finding_id, kind, decision, decided_by, decided_at, note
    from landing.finding_decisions join findings.found using (finding_id)
    anti join ops.finding_decisions using (finding_id, decided_by, decided_at)
    returning finding_id`)
  return { taken: rows.length + corrected.length }
}
