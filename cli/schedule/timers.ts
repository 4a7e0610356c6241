import cron from 'node-cron'
import { readDueTimes } from './due-times.ts'
import type { Schedule, ScheduleOptions } from './schedule.ts'

/** How often the schedule looks besides: for mails that were held, and for what is late. */
const tending = '*/5 * * * *'

/** Wakes a schedule at every time of the settings; returns what ends that. */
export function startTimers(schedule: Schedule, options: ScheduleOptions): () => Promise<void> {
  const { clock, log, workspace } = options
  cron.setLogger({
    info: (message) => log.info('timer', { message }),
    warn: (message) => log.warn('timer', { message }),
    error: (error) => log.error('timer', { message: String(error) }),
    debug: () => {},
  })
  const expressions = readDueTimes(workspace).map((each) => each.expression)
  const tasks = [...new Set([...expressions, tending])].map((expression) => {
    // A timer may fire a moment before the minute that it stands for.
    const wake = ({ date }: { readonly date: Date }) =>
      schedule.check(new Date(Math.max(clock.now().getTime(), date.getTime())))
    const task = cron.schedule(expression, wake, { timezone: workspace.zone.name })
    task.on('execution:missed', wake)
    return task
  })
  return async () => {
    for (const task of tasks) await task.destroy()
  }
}
