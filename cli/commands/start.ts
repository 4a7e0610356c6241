import { existsSync, readdirSync } from 'node:fs'
import { openReader } from '../../core/database.ts'
import { addDays, lastClosedPeriod, type PeriodType } from '../../core/periods.ts'
import { localDay } from '../../core/zone.ts'
import type { Context } from '../context.ts'
import { buildCommand } from './build.ts'
import { demoCommand } from './demo.ts'
import { loadCommand } from './load.ts'
import { publishCommand } from './publish.ts'
import { type ServeCommandOptions, serveCommand } from './serve.ts'

export interface StartCommandOptions extends ServeCommandOptions {
  readonly once?: boolean
}

/**
 * `csq start`: the whole chain for a newcomer. An empty workspace gets the invented bank; then
 * load, build, publish the last closed quarter and month, and serve unless `--once`.
 */
export async function startCommand(context: Context, options: StartCommandOptions): Promise<void> {
  const { workspace, output } = context
  if (isEmpty(workspace.inbox)) {
    output.say('the workspace is empty: making the invented bank')
    await demoCommand(context, {})
  }
  await loadCommand(context, [])
  await buildCommand(context, [], {})
  for (const type of ['quarter', 'month'] as const) {
    const period = await lastPeriodWithContacts(context, type)
    await publishCommand(context, { period })
  }
  if (options.once !== true) await serveCommand(context, { openAccess: true, ...options })
}

function isEmpty(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0
}

/** The last period that is over today and at the end of the contacts delivered. */
async function lastPeriodWithContacts(context: Context, type: PeriodType): Promise<string> {
  const database = await openReader(context.workspace.warehouse)
  try {
    const { last } = await database.row<{ last: string | null }>(
      'select max(started_on) as last from marts.contacts',
    )
    const today = localDay(context.workspace.zone, context.clock.now())
    const dayAfter = last === null ? today : addDays(last, 1)
    return lastClosedPeriod(type, dayAfter < today ? dayAfter : today).id
  } finally {
    database.close()
  }
}
