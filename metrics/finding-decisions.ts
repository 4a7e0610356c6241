import type { Database } from '../core/database.ts'
import { nearestName, UserError } from '../core/errors.ts'

export const decisions = ['proposed', 'confirmed', 'rejected'] as const
export type FindingDecision = (typeof decisions)[number]

/** What a person says of a finding. */
export interface Verdict {
  readonly findingId: string
  readonly decision: FindingDecision
  readonly by: string
  readonly note: string | undefined
  readonly at: Date
}

/** A row of `ops.finding_decisions`. */
export interface DecisionRow {
  readonly [column: string]: unknown
  readonly finding_id: string
  readonly kind: string
  readonly decision: FindingDecision
  readonly decided_by: string
  /** UTC. */
  readonly decided_at: string
  readonly note: string | null
}

/** Every verdict on a finding, newest first. */
export function decisionsOf(database: Database, findingId: string): Promise<DecisionRow[]> {
  return database.rows<DecisionRow>(
    `select * from ops.finding_decisions where finding_id = $1
    order by decided_at desc, decision, decided_by`,
    [findingId],
  )
}

/**
 * Adds a verdict to the history of a finding, after all earlier ones, also where a clock was wrong;
 * a UserError for a finding that does not exist.
 */
export async function decideFinding(database: Database, verdict: Verdict): Promise<DecisionRow> {
  const { findingId, decision, by, note = null, at } = verdict
  await requireFinding(database, findingId)
  return database.row<DecisionRow>(
    `insert into ops.finding_decisions
      (finding_id, kind, decision, decided_by, decided_at, note)
    select finding_id, kind, $2, $3, greatest($4::timestamp, (
        select max(decided_at) + interval 1 millisecond
        from ops.finding_decisions earlier where earlier.finding_id = found.finding_id
      )), $5
    from findings.found where finding_id = $1
    returning *`,
    [findingId, decision, by, at.toISOString().replace('T', ' ').replace('Z', ''), note],
  )
}

/** A UserError where nothing was built yet, or the last build found no such finding. */
export async function requireFinding(database: Database, findingId: string): Promise<void> {
  await requireFindings(database)
  const rows = await database.rows<{ finding_id: string }>('select finding_id from findings.found')
  const ids = rows.map((row) => row.finding_id)
  if (ids.includes(findingId)) return
  const near = nearestName(findingId, ids)
  throw new UserError(`There is no finding "${findingId}".`, {
    hint: near === undefined ? 'csq finding list names them.' : `Did you mean: ${near}?`,
  })
}

/** A UserError where nothing was built yet. */
export async function requireFindings(database: Database): Promise<void> {
  if (await hasFindings(database)) return
  throw new UserError('There are no findings yet.', { hint: 'run csq build.' })
}

/** Whether a build has left findings. */
export async function hasFindings(database: Database): Promise<boolean> {
  const { tables } = await database.row<{ tables: number }>(`select count(*) as tables
    from duckdb_tables() where schema_name = 'findings' and table_name = 'found'`)
  return tables > 0
}
