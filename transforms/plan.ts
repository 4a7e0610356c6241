import type { Database } from '../core/database.ts'
import { findLandingChange, type LandingChange } from './changes.ts'
import { buildOrder } from './graph.ts'
import { type Model, readModels } from './model.ts'
import {
  type Basis,
  type BuildSettings,
  hasTable,
  readBasis,
  readStandingBuild,
  reasonsForFull,
} from './record.ts'
import type { CutOffs } from './update.ts'

/** What a build will do, and why. */
export interface BuildPlan {
  readonly order: readonly Model[]
  readonly basis: Basis
  /** Why everything is computed; empty when only changes are. */
  readonly reasons: readonly string[]
  readonly cutOffs: CutOffs
  /** Landing tables with rows that came or went; of a build of changes only. */
  readonly landing: readonly LandingChange[]
}

/**
 * Decides between a full build and one of changes, and finds the landed rows that changed: in
 * doubt it is a full one. Writes nothing but temporary tables.
 */
export async function planBuild(
  database: Database,
  asOf: string,
  settings: BuildSettings,
  isFull = false,
): Promise<BuildPlan> {
  const order = buildOrder(await readModels(database))
  const basis = await readBasis(database, order, settings)
  const record = await readStandingBuild(database)
  const cutOffs = { former: record?.asOf ?? asOf, now: asOf }
  const reasons = isFull
    ? ['--full was asked for']
    : [...reasonsForFull(record, basis), ...(await missingTables(database, order))]
  const landing: LandingChange[] = []
  if (reasons.length === 0) {
    for (const model of order.filter((each) => each.layer === 'staging')) {
      landing.push(await findLandingChange(database, model))
    }
  }
  const changed = landing.reduce((sum, each) => sum + each.came + each.went, 0)
  const isMost = changed > fewRows && changed > (await landedRows(database, landing)) / 4
  return { order, basis, reasons: isMost ? [mostChanged] : reasons, cutOffs, landing }
}

/** Below it the parts are quick, however large their share is. */
const fewRows = 100_000
const mostChanged = 'more than a quarter of the landed rows came or went'

async function landedRows(database: Database, landing: readonly LandingChange[]): Promise<number> {
  const counts = landing.map(({ table }) => `(select count(*) from ${table})`)
  const { rows } = await database.row<{ rows: number }>(`select ${counts.join(' + ')} as rows`)
  return rows
}

async function missingTables(
  database: Database,
  order: readonly Model[],
): Promise<readonly string[]> {
  const wanted = [...order.map(({ name }) => name), 'indicators.daily', 'indicators.values']
  const missing: string[] = []
  for (const name of wanted) {
    if (!(await hasTable(database, name))) missing.push(`${name} is missing`)
  }
  return missing
}

/** A model that a build touches. */
export interface TouchedModel {
  readonly model: string
  readonly how: 'whole' | 'parts'
  readonly because: string
}

/** The models that a build touches, in its order: all of a full one. */
export function touchedModels(plan: BuildPlan): readonly TouchedModel[] {
  const { order, reasons, cutOffs } = plan
  if (reasons.length > 0) {
    return order.map(({ name }) => ({ model: name, how: 'whole', because: 'everything is built' }))
  }
  const changed = new Set(plan.landing.filter((each) => each.files > 0).map((each) => each.table))
  const touched: TouchedModel[] = []
  for (const { name, reads, sql, parts, moves } of order) {
    const inputs = reads.filter((each) => changed.has(each))
    const hasMoved = cutOffs.former !== cutOffs.now
    const isMoved =
      hasMoved &&
      (parts === undefined ? sql.includes('as_of') : moves !== undefined && moves.length > 0)
    if (inputs.length === 0 && !isMoved) continue
    changed.add(name)
    const because = [...inputs, ...(isMoved ? ['the cut-off'] : [])].join(', ')
    touched.push({ model: name, how: parts === undefined ? 'whole' : 'parts', because })
  }
  return touched
}
