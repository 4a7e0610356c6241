import { type Database, openReader } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { parsePeriod } from '../../core/periods.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { closePeriod, type Decision, findClosing } from '../../metrics/close.ts'
import { listClosings } from '../../metrics/closings.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import { requireWarehouse } from './sql.ts'

export interface CloseCommandOptions {
  readonly by?: string
  readonly note?: string
  readonly list?: boolean
}

/** `csq close 2026-Q3 --by NAME`: freezes the figures of a period; `--list` shows what is closed. */
export async function closeCommand(
  context: Context,
  period: string | undefined,
  options: CloseCommandOptions,
): Promise<void> {
  if (options.list === true) return showClosings(context)
  if (period === undefined) {
    throw new UserError('Say which period is closed.', {
      hint: 'csq close 2026-Q3 --by NAME; csq close --list shows what is closed.',
    })
  }
  const { output, workspace } = context
  const decision = readDecision(context, period, options)
  const standing = await readWith(context, (database) => findClosing(database, decision))
  if (standing !== undefined) {
    output.say(
      `${period} is closed already: revision ${standing.revision} holds; nothing is changed`,
    )
    output.result({ is_new: false, closing: standing })
    return
  }
  const closing = await writeWarehouse(workspace, (database) => closePeriod(database, decision))
  output.say(
    `closed ${period}: ${closing.figures} figures as of ${closing.as_of}Z, by ${decision.by}`,
  )
  output.result({ is_new: true, closing })
}

async function showClosings(context: Context): Promise<void> {
  const { output } = context
  const closings = await readWith(context, listClosings)
  if (closings.length === 0) output.say('no period is closed')
  else {
    output.say(
      textTable(
        closings.map((each) => ({
          period: each.period_id,
          revision: each.revision,
          reason: each.reason,
          figures: each.figures,
          changed: each.figures_changed,
          'as of': `${each.as_of}Z`,
          closed: `${each.closed_at}Z`,
          by: each.closed_by,
          note: each.note,
        })),
      ),
    )
  }
  output.result(closings)
}

/** Who decides what, and when; a UserError without a name. */
export function readDecision(
  { clock, programVersion, workspace }: Context,
  period: string,
  { by, note }: Pick<CloseCommandOptions, 'by' | 'note'>,
): Decision {
  if (by === undefined || by.trim() === '') {
    throw new UserError('Figures are fixed only with a name.', { hint: 'add --by NAME.' })
  }
  return {
    period: parsePeriod(period),
    by,
    note,
    at: clock.now(),
    zone: workspace.zone,
    programVersion,
  }
}

/** Asks the warehouse as it is; a UserError where there is none. */
export async function readWith<T>(
  { workspace }: Context,
  ask: (database: Database) => Promise<T>,
): Promise<T> {
  requireWarehouse(workspace.warehouse)
  const database = await openReader(workspace.warehouse)
  try {
    return await ask(database)
  } finally {
    database.close()
  }
}
