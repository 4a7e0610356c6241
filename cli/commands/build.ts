import { UserError } from '../../core/errors.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { measure } from '../../metrics/measure.ts'
import { build, runChecks } from '../../transforms/build.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface BuildCommandOptions {
  readonly asOf?: string
  /** Everything anew, whatever changed. */
  readonly full?: boolean
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
  const started = performance.now()
  const asOf = cutOff(context, options.asOf)
  const result = await writeWarehouse(workspace, async (database) => {
    const built = await build(database, {
      zone: workspace.zone,
      asOf,
      complaintDays: workspace.config.complaint_days,
      only: models,
      onModel: (model) => output.progress(`${model.name}  ${model.rows}`),
    })
    const measured = models.length === 0 ? await measure(database) : undefined
    const checks = models.length === 0 ? await runChecks(database) : []
    return { built, checks, measured }
  })
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
