import { UserError } from '../../core/errors.ts'
import { openLog } from '../../core/log.ts'
import type { PeriodType } from '../../core/periods.ts'
import { readRuns } from '../../core/runs.ts'
import { readSecret } from '../../core/workspace.ts'
import { findEdition } from '../../reports/edition.ts'
import { deliver, isDelivered } from '../../reports/mail/deliver.ts'
import { audiencesOf } from '../../reports/mail/recipients.ts'
import { canPublish } from '../../reports/publish.ts'
import type { Context } from '../context.ts'
import { openSchedule, type Step, startTimers } from '../schedule/schedule.ts'
import { buildCommand } from './build.ts'
import { loadCommand } from './load.ts'
import { publishCommand } from './publish.ts'

export interface ScheduleCommandOptions {
  readonly once?: boolean
  readonly catchUp?: boolean
}

/**
 * `csq schedule`: load, build, publish and send whenever a period is due, until SIGTERM or SIGINT;
 * with `--once` only what is due now. False when a chain of `--once` failed.
 */
export async function scheduleCommand(
  context: Context,
  options: ScheduleCommandOptions,
): Promise<boolean> {
  const { workspace, clock } = context
  const scheduleOptions = {
    workspace,
    clock,
    log: openLog(workspace.logs),
    steps: chainSteps(context),
    isCatchingUp: options.catchUp === true,
  }
  const schedule = openSchedule(scheduleOptions)
  const earlier = readRuns(workspace.home).length
  const signalled = signal()
  const stopTimers = options.once === true ? undefined : startTimers(schedule, scheduleOptions)
  try {
    schedule.check()
    await (options.once === true
      ? Promise.race([schedule.idle(), signalled.promise])
      : signalled.promise)
  } finally {
    signalled.release()
    await stopTimers?.()
    await schedule.stop()
  }
  const last = new Map(
    readRuns(workspace.home)
      .slice(earlier)
      .map((run) => [run.slot, run.ok]),
  )
  return options.once !== true || [...last.values()].every((isOk) => isOk)
}

/** What a chain does for a period: everybody's edition is published before anybody's is sent. */
function chainSteps(outer: Context): readonly Step[] {
  const context: Context = {
    ...outer,
    output: { isJson: false, say: () => {}, result: () => {}, progress: () => {} },
  }
  const { workspace } = context
  const audiences = async (type: PeriodType) =>
    (await audiencesOf(workspace.warehouse, type)).filter(canPublish)
  return [
    {
      name: 'load',
      run: async () => {
        if (await loadCommand(context, [])) return
        throw new UserError('A file was held.', { hint: 'run csq load and read why.' })
      },
    },
    { name: 'build', run: () => buildCommand(context, [], {}) },
    {
      name: 'publish',
      run: async (period) => {
        for (const audience of await audiences(period.type)) {
          await publishCommand(context, { period: period.id, audience })
        }
      },
    },
    {
      name: 'send',
      run: async (period) => {
        const open: string[] = []
        for (const audience of await audiences(period.type)) {
          const edition = findEdition(workspace.editions, `${period.id}/${audience}`)
          const { smtpUrl } = context.environment
          const secret = readSecret(workspace.home, context.environment)
          const { clock } = context
          const deliveries = await deliver({ workspace, edition, clock, smtpUrl, secret })
          if (isDelivered(deliveries)) continue
          const count = (outcome: string) =>
            deliveries.filter((each) => each.outcome === outcome).length
          open.push(`${edition.id}: ${count('failed')} failed, ${count('in doubt')} in doubt`)
        }
        if (open.length === 0) return
        throw new UserError(`Not every mail arrived. ${open.join('; ')}`, {
          hint: 'run csq send with the editions named above.',
        })
      },
    },
  ]
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process as usual. */
function signal(): { readonly promise: Promise<void>; release(): void } {
  let release = () => {}
  const promise = new Promise<void>((resolve) => {
    release = () => {
      process.off('SIGTERM', release)
      process.off('SIGINT', release)
      resolve()
    }
    process.once('SIGTERM', release)
    process.once('SIGINT', release)
  })
  return { promise, release }
}
