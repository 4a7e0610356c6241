import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { addDays, type Period } from '../core/periods.ts'
import { localMidnight, type Zone } from '../core/zone.ts'
import { type Closing, createClosings, listClosings, type RestatementReason } from './closings.ts'
import { listChanges } from './compare-closing.ts'
import { figureKey } from './series.ts'

/** Who fixes the figures of which period, and when. */
export interface Decision {
  readonly period: Period
  readonly by: string
  readonly note: string | undefined
  readonly at: Date
  readonly zone: Zone
  readonly programVersion: string
}

/**
 * The last closing of the period where its figures still hold, undefined where it was never
 * closed. A UserError when it cannot be closed: not over, not built since, or changed since.
 */
export async function findClosing(
  database: Database,
  decision: Pick<Decision, 'period' | 'at' | 'zone'>,
): Promise<Closing | undefined> {
  const { period } = decision
  await requireFinalValues(database, decision)
  const last = await lastClosing(database, period)
  if (last === undefined) return undefined
  const changes = await listChanges(database, period, last)
  if (changes.length === 0) return last
  throw new UserError(
    `${period.id} is closed, and ${changes.length} of its figures differ from revision ${last.revision} now.`,
    { hint: `csq restate ${period.id} --dry-run lists them; csq restate makes a new revision.` },
  )
}

/** Freezes the figures of a period as its first revision; a closing that holds stays as it is. */
export async function closePeriod(database: Database, decision: Decision): Promise<Closing> {
  const standing = await findClosing(database, decision)
  if (standing !== undefined) return standing
  return addRevision(database, decision, { revision: 1, reason: null, changed: null })
}

/** The latest revision of a period; undefined where it was never closed. */
export async function lastClosing(
  database: Database,
  period: Period,
): Promise<Closing | undefined> {
  const all = await listClosings(database)
  return all.find((each) => each.period_type === period.type && each.period_id === period.id)
}

/** A UserError unless the period is over and its values were built since. */
export async function requireFinalValues(
  database: Database,
  { period, at, zone }: Pick<Decision, 'period' | 'at' | 'zone'>,
): Promise<void> {
  const end = localMidnight(zone, addDays(period.end, 1))
  if (at.getTime() < end.getTime()) {
    throw new UserError(`${period.id} is not over.`, {
      hint: `it can be closed once ${period.end} is over.`,
    })
  }
  const { tables } = await database.row<{ tables: number }>(`select count(*) as tables
    from duckdb_tables() where schema_name = 'indicators' and table_name = 'values'`)
  if (tables === 0) throw new UserError('There are no indicators yet.', { hint: 'run csq build.' })
  const [found] = await database.rows<{ as_of: string }>(
    'select as_of from indicators.values where period_type = $1 and period_id = $2 limit 1',
    [period.type, period.id],
  )
  if (found === undefined) throw await unknownPeriod(database, period)
  if (Date.parse(`${found.as_of}Z`) >= end.getTime()) return
  throw new UserError(
    `The values of ${period.id} were built as of ${found.as_of}Z, before its end.`,
    { hint: 'run csq build, then close it.' },
  )
}

async function unknownPeriod(database: Database, period: Period): Promise<UserError> {
  const known = await database.rows<{ period_id: string }>(
    `select distinct period_id from indicators.values
    where period_type = $1 order by period_id desc limit 6`,
    [period.type],
  )
  return new UserError(`No data touch the period ${period.id}.`, {
    hint:
      known.length === 0
        ? 'run csq load, then csq build.'
        : `periods with data: ${known.map((each) => each.period_id).join(', ')}`,
  })
}

/** Copies the values of a period as a revision, and records who made it. */
export async function addRevision(
  database: Database,
  { period, by, note, at, programVersion }: Decision,
  made: {
    readonly revision: number
    readonly reason: RestatementReason | null
    readonly changed: number | null
  },
): Promise<Closing> {
  await createClosings(database)
  const closedAt = at.toISOString().slice(0, -1)
  await database.run(
    `insert into indicators.published by name
    select *, $3::integer as revision, $4::timestamp as closed_at, $5::varchar as reason
    from indicators.values where period_type = $1 and period_id = $2 order by ${figureKey}`,
    [period.type, period.id, made.revision, closedAt, made.reason],
  )
  return database.row<Closing>(
    `insert into ops.closings by name
    select period_type, period_id, revision, $4::varchar as reason, any_value(closed_at) as closed_at,
      $5::varchar as closed_by, $6::varchar as note, any_value(as_of) as as_of,
      $7::varchar as program_version, count(*) as figures, $8::bigint as figures_changed,
      sha256(string_agg(${figureText}, e'\\n' order by ${figureKey})) as figures_sha256
    from indicators.published where period_type = $1 and period_id = $2 and revision = $3
    group by period_type, period_id, revision
    returning *`,
    [
      period.type,
      period.id,
      made.revision,
      made.reason,
      by,
      note ?? null,
      programVersion,
      made.changed === null ? null : BigInt(made.changed),
    ],
  )
}

/** SQL for a figure as a line of text; a null is a dash. */
const figureText = `concat_ws('|', ${[
  ...['indicator', 'period_id', 'grouped_by', 'group_id'],
  ...['numerator', 'denominator', 'value', 'status', 'definition_version'],
]
  .map((column) => `coalesce(${column}::varchar, '-')`)
  .join(', ')})`
