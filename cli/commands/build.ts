import { type Database, openReader } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { type BuiltModel, build } from '../../transforms/build.ts'
import { touchedModels } from '../../transforms/plan.ts'
import {
  type BuiltWarehouse,
  buildWarehouse,
  planWarehouse,
  type WarehouseOptions,
} from '../build-warehouse.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import { requireWarehouse } from './sql.ts'

export interface BuildCommandOptions {
  readonly asOf?: string
  /** Everything anew, whatever changed. */
  readonly full?: boolean
  /** Say what would be built and why, and write nothing. */
  readonly explain?: boolean
}

/** The instant of `--as-of`, by default now; a UserError when it is no instant. */
export function cutOff(context: Context, option: string | undefined): Date {
  if (option === undefined) return context.clock.now()
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(option)
  const minutes = context.workspace.zone.fixedMinutes ?? 0
  const instant = new Date(hasZone ? option : `${option.replace(' ', 'T')}Z`)
  if (Number.isNaN(instant.getTime())) {
    throw new UserError(`"${option}" is not an instant.`, {
      hint: 'write --as-of 2026-10-08T09:00:00+08:00; without an offset it is the bank’s time.',
    })
  }
  return hasZone ? instant : new Date(instant.getTime() - minutes * 60_000)
}

/** `csq build [model…]`: transforms, data checks and indicators. */
export async function buildCommand(
  context: Context,
  models: readonly string[],
  options: BuildCommandOptions,
): Promise<void> {
  const { workspace, output } = context
  const asOf = cutOff(context, options.asOf)
  if (options.explain === true) return explainBuild(context, asOf, options.full === true)
  const started = performance.now()
  const onModel = (model: BuiltModel) => output.progress(`${model.name}  ${model.rows}`)
  const result: Result = await writeWarehouse<Result>(workspace, (database) =>
    models.length === 0
      ? buildWarehouse(database, { ...warehouseOptions(context, asOf, options.full), onModel })
      : buildModels(database, context, asOf, models, onModel),
  )
  output.progress('')
  output.say(textTable(result.built.map((each) => ({ ...each }))))
  for (const check of result.checks.filter((each) => each.rows > 0)) {
    output.say(
      `${check.severity}: ${check.description} ${check.rows} row(s) break it (${check.check})`,
    )
  }
  if (result.measured) output.say(`indicators: ${result.measured.values} values`)
  output.say(
    `build as of ${asOf.toISOString()} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  output.result({ as_of: asOf.toISOString(), ...result })
}

/** A whole build, or of some models only. */
type Result = Pick<BuiltWarehouse, 'built' | 'checks'> & Partial<BuiltWarehouse>

async function buildModels(
  database: Database,
  { workspace }: Context,
  asOf: Date,
  only: readonly string[],
  onModel: (built: BuiltModel) => void,
): Promise<Result> {
  const { zone, config } = workspace
  const complaintDays = config.complaint_days
  return { built: await build(database, { zone, asOf, complaintDays, only, onModel }), checks: [] }
}

function warehouseOptions(
  { workspace, clock, programVersion }: Context,
  asOf: Date,
  isFull = false,
): WarehouseOptions {
  return { workspace, asOf, now: clock.now(), programVersion, isFull }
}

/** `csq build --explain`: what would be built, and why; nothing is written. */
async function explainBuild(context: Context, asOf: Date, isFull: boolean): Promise<void> {
  const { workspace, output } = context
  requireWarehouse(workspace.warehouse)
  const database = await openReader(workspace.warehouse)
  try {
    const plan = await planWarehouse(database, warehouseOptions(context, asOf, isFull))
    const { reasons, cutOffs } = plan
    const landing = plan.landing.filter((each) => each.files > 0)
    const models = touchedModels(plan)
    output.say(
      reasons.length > 0
        ? `everything is built: ${reasons.join('; ')}`
        : `changes are built: ${models.length} of ${plan.order.length} models`,
    )
    if (landing.length > 0) output.say(textTable(landing.map((each) => ({ ...each }))))
    if (cutOffs.former !== cutOffs.now) {
      output.say(`the cut-off moves from ${cutOffs.former} to ${cutOffs.now}`)
    }
    if (models.length > 0) output.say(textTable(models.map((each) => ({ ...each }))))
    output.result({ full: reasons.length > 0, reasons, landing, cut_offs: cutOffs, models })
  } finally {
    database.close()
  }
}
