import { openLog } from '../../core/log.ts'
import { readRuns } from '../../core/runs.ts'
import type { Context } from '../context.ts'
import { openCalendar } from '../schedule/calendar.ts'
import { chainSteps } from '../schedule/chain-steps.ts'
import { openSchedule, type ScheduleOptions } from '../schedule/schedule.ts'
import { tellAlerts, tellFailure, tend } from '../schedule/tend.ts'
import { startTimers } from '../schedule/timers.ts'

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
  const { smtpUrl } = context.environment
  const tending = { workspace, clock, log: openLog(workspace.logs), smtpUrl }
  const scheduleOptions: ScheduleOptions = {
    ...tending,
    steps: chainSteps(workspace),
    calendar: openCalendar(workspace.warehouse),
    isCatchingUp: options.catchUp === true,
    onFailure: (slot, step, message) => tellFailure(tending, slot, step, message),
    onFinished: (slot) => tellAlerts(tending, slot),
    tend: () => tend(tending),
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
