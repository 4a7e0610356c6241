import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import type { Workspace } from '../core/workspace.ts'
import { readContracts } from '../ingest/contracts.ts'
import { measure } from '../metrics/measure.ts'
import { type BuiltModel, build, type CheckResult, runChecks } from '../transforms/build.ts'
import { type BuildPlan, planBuild } from '../transforms/plan.ts'
import { type BuildSettings, recordBuild, sqlInstant } from '../transforms/record.ts'
import { recordRuns } from './record-runs.ts'

/** A whole build: transforms, indicators and data checks. */
export interface BuiltWarehouse {
  readonly how: 'full' | 'changes'
  readonly reasons: readonly string[]
  readonly built: readonly BuiltModel[]
  readonly measured: { readonly values: number }
  readonly checks: readonly CheckResult[]
}

export interface WarehouseOptions {
  readonly workspace: Workspace
  readonly asOf: Date
  readonly now: Date
  readonly programVersion: string
  /** Everything anew, whatever changed. */
  readonly isFull?: boolean
  readonly onModel?: (built: BuiltModel) => void
}

/** Brings staging, marts and indicators up to date: what changed, or everything where in doubt. */
export async function buildWarehouse(
  database: Database,
  options: WarehouseOptions,
): Promise<BuiltWarehouse> {
  const started = performance.now()
  const plan = await planWarehouse(database, options)
  const isFull = plan.reasons.length > 0
  const built = await build(database, {
    zone: options.workspace.zone,
    asOf: options.asOf,
    complaintDays: options.workspace.config.complaint_days,
    ...(isFull ? {} : { changes: plan.cutOffs }),
    ...(options.onModel === undefined ? {} : { onModel: options.onModel }),
  })
  const measured = await measure(database, { isFull })
  const checks = await runChecks(database)
  const total = (of: 'files' | 'came' | 'went') =>
    isFull ? null : plan.landing.reduce((sum, each) => sum + each[of], 0)
  await recordBuild(database, {
    builtAt: options.now,
    asOf: plan.cutOffs.now,
    how: isFull ? 'full' : 'changes',
    files: total('files'),
    came: total('came'),
    went: total('went'),
    seconds: Math.round(performance.now() - started) / 1000,
    basis: plan.basis,
  })
  await recordRuns(database, options.workspace.home)
  return { how: isFull ? 'full' : 'changes', reasons: plan.reasons, built, measured, checks }
}

/**
 * What `buildWarehouse` would do; writes nothing but temporary tables. A UserError where a load by an
 * earlier version left out a table that is read now.
 */
export async function planWarehouse(
  database: Database,
  { workspace, asOf, programVersion, isFull }: WarehouseOptions,
): Promise<BuildPlan> {
  await requireReference(database)
  const settings: BuildSettings = {
    zone: workspace.zone.name,
    complaintDays: workspace.config.complaint_days,
    programVersion,
  }
  return planBuild(database, sqlInstant(asOf), settings, isFull)
}

async function requireReference(database: Database): Promise<void> {
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables()
    where schema_name = 'reference' and database_name = current_database()`,
  )
  if (tables.length === 0) return // nothing is loaded yet, which the build says itself
  const missing = (await readContracts())
    .filter(({ kind, name }) => kind === 'reference' && tables.every((each) => each.name !== name))
    .map(({ name }) => `reference.${name}`)
  if (missing.length === 0) return
  throw new UserError(`The warehouse has no ${missing.join(', ')}: an earlier version loaded it.`, {
    hint: 'run csq load, then csq build.',
  })
}
