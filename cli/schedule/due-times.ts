import cron from 'node-cron'
import { UserError } from '../../core/errors.ts'
import {
  addDays,
  lastClosedPeriod,
  type Period,
  type PeriodType,
  periodContaining,
  periodTypes,
  previousPeriod,
} from '../../core/periods.ts'
import type { Workspace } from '../../core/workspace.ts'
import { localDay, type Zone } from '../../core/zone.ts'
import { type Calendar, weekdays } from './calendar.ts'
import { cronTimes } from './cron-times.ts'
import { type DueTimes, localInstant, type Slot } from './slot.ts'

/** The times of the settings that are not switched off, in the order of chains; all mistakes at once. */
export function readDueTimes(
  workspace: Workspace,
  calendar: Calendar = weekdays,
): readonly DueTimes[] {
  const { schedule } = workspace.config
  const set = periodTypes.flatMap((type) => {
    const time = schedule[type]
    return time === null ? [] : [{ type, time }]
  })
  const mistakes = set.filter(({ time }) => typeof time === 'string' && !isExpression(time))
  if (mistakes.length > 0) {
    const list = mistakes.map((each) => `  schedule.${each.type}: "${each.time}"`)
    throw new UserError(`csq.config.yaml has times that cannot be read:\n${list.join('\n')}`, {
      hint: 'write minute, hour, day, month and weekday, such as "30 6 * * *", or null.',
    })
  }
  return set.map(({ type, time }) =>
    typeof time === 'string'
      ? cronTimes(type, time, workspace.zone)
      : workdayTimes(type, time, workspace.zone, calendar),
  )
}

function isExpression(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && cron.validate(text)
}

/** Due on a workday counted from the end of the period. */
function workdayTimes(
  type: PeriodType,
  { workday, at }: { readonly workday: number; readonly at: string },
  zone: Zone,
  calendar: Calendar,
): DueTimes {
  const [hour = 0, minute = 0] = at.split(':').map(Number)
  const slotOf = (period: Period): Slot => {
    let day = period.end
    for (let count = 0; count < workday; ) {
      day = addDays(day, 1)
      if (calendar.isWorkday(day)) count++
    }
    return { type, period, due: localInstant(zone, day, hour * 60 + minute) }
  }
  return {
    type,
    expression: `${minute} ${hour} * * *`,
    isOncePerPeriod: true,
    last: (now) => {
      const newest = slotOf(lastClosedPeriod(type, localDay(zone, now)))
      return newest.due <= now ? newest : slotOf(previousPeriod(newest.period))
    },
    next: (now) => {
      const open = slotOf(periodContaining(type, localDay(zone, now)))
      const closed = slotOf(previousPeriod(open.period))
      return closed.due > now ? closed : open
    },
  }
}
