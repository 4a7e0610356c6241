import { openDatabase } from '../../core/database.ts'
import { UserError, unknownName } from '../../core/errors.ts'
import { parsePeriod } from '../../core/periods.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import type { Background, Delivered } from '../../metrics/causes.ts'
import { type RestatementReason, restatementReasons } from '../../metrics/closings.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { type Differences, findDifferences, restatePeriod } from '../../metrics/restate.ts'
import { modelsBehind } from '../../transforms/lineage-home.ts'
import { readModels } from '../../transforms/model.ts'
import type { Context } from '../context.ts'
import { type Output, textTable } from '../output.ts'
import { readDecision, readWith } from './close.ts'

export interface RestateCommandOptions {
  readonly by?: string
  readonly reason?: string
  readonly note?: string
  readonly dryRun?: boolean
}

/** `csq restate 2026-Q3 --by NAME --reason late_data`: lists what changed, and makes a revision. */
export async function restateCommand(
  context: Context,
  period: string,
  options: RestateCommandOptions,
): Promise<void> {
  const { output, workspace, clock } = context
  const reason = readReason(options)
  const decision = options.dryRun === true ? undefined : readDecision(context, period, options)
  const asked = { period: parsePeriod(period), at: clock.now(), zone: workspace.zone }
  const background = { indicators: await readIndicators(), delivered: await readDelivered() }
  const found = await readWith(context, (database) => findDifferences(database, asked, background))
  if (found.changes.length === 0 || decision === undefined || reason === undefined) {
    showDifferences(output, period, found)
    output.result({ is_new: false, ...found })
    return
  }
  const made = await writeWarehouse(workspace, (database) =>
    restatePeriod(database, decision, reason, background),
  )
  showDifferences(output, period, made ?? { ...found, changes: [] })
  if (made !== undefined) {
    output.say(
      `restated ${period}: revision ${made.restated.revision}, reason ${reason}, by ${decision.by}`,
    )
  }
  output.result({ is_new: made !== undefined, ...(made ?? found) })
}

/** The reason that is given; a dry run needs none. */
function readReason(options: RestateCommandOptions): RestatementReason | undefined {
  const { reason } = options
  if (reason === undefined) {
    if (options.dryRun === true) return undefined
    throw new UserError('A period is restated only with a reason.', {
      hint: `add --reason ${restatementReasons.join('|')}; --dry-run lists what changed and why.`,
    })
  }
  const known = restatementReasons.find((each) => each === reason)
  if (known === undefined) throw unknownName('reason', reason, restatementReasons)
  return known
}

function showDifferences(output: Output, period: string, { closing, changes }: Differences): void {
  if (changes.length === 0) {
    output.say(`${period} is as in revision ${closing.revision}; there is nothing to restate`)
    return
  }
  output.say(
    textTable(
      changes.map((each) => ({
        indicator: each.indicator,
        group: each.grouped_by === 'all' ? 'all' : `${each.grouped_by}=${each.group_id}`,
        before: each.value_before,
        after: each.value_after,
        numerator: `${each.numerator_before ?? '–'} → ${each.numerator_after ?? '–'}`,
        denominator: `${each.denominator_before ?? '–'} → ${each.denominator_after ?? '–'}`,
        status: `${each.status_before ?? '–'} → ${each.status_after ?? '–'}`,
        cause: each.cause,
      })),
    ),
  )
  output.say(`${changes.length} figure(s) of ${period} differ from revision ${closing.revision}`)
}

/** The staging tables that marts are made of, where they share columns of the mart's key. */
export async function readDelivered(): Promise<Background['delivered']> {
  const database = await openDatabase()
  try {
    const models = await readModels(database)
    return models.flatMap(({ name: mart, layer, grain }) => {
      if (layer !== 'marts') return []
      const behind = modelsBehind(models, mart).filter((model) => model.layer === 'staging')
      return behind.flatMap((model): readonly Delivered[] => {
        const names = model.columns.map((column) => column.name)
        const key = grain.filter((column) => names.includes(column))
        return key.length === 0 ? [] : [{ mart, staging: model.name, key }]
      })
    })
  } finally {
    database.close()
  }
}
