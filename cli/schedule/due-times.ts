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
import { localDay, localMidnight, type Zone } from '../../core/zone.ts'
import { type Calendar, weekdays } from './calendar.ts'

/** A chain that is due: its type, the instant, and the period that was over then. */
export interface Slot {
  readonly type: PeriodType
  readonly due: Date
  readonly period: Period
}

/** When the chain of a type is due. */
export interface DueTimes {
  readonly type: PeriodType
  /** A cron expression at whose times something may be due. */
  readonly expression: string
  /** Whether a period is due at one time only, so that a moved holiday makes it due no second time. */
  readonly isOncePerPeriod: boolean
  /** The latest slot due at or before `now`; undefined when there was none for 400 days. */
  last(now: Date): Slot | undefined
  /** The first slot due after `now`; undefined when there is none for 400 days. */
  next(now: Date): Slot | undefined
}

const searchedDays = 400

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

const made = new Map<string, DueTimes>()

/** The times of an expression; made once, for node-cron keeps every task that it makes. */
function cronTimes(type: PeriodType, expression: string, zone: Zone): DueTimes {
  const name = `${type} ${zone.name} ${expression}`
  const known = made.get(name) ?? makeCronTimes(type, expression, zone)
  made.set(name, known)
  return known
}

function makeCronTimes(type: PeriodType, expression: string, zone: Zone): DueTimes {
  const task = cron.createTask(expression, () => {}, { timezone: zone.name })
  const matches = (instant: Date) => task.match(instant)
  const { hour, minute, month, dayOfMonth, dayOfWeek } = cron.parse(expression)
  const minutes = hour.flatMap((each) => minute.map((other) => each * 60 + other))
  const ascending = minutes.sort((a, b) => a - b)
  const descending = ascending.toReversed()
  // most days are no question for the slower match, which also knows weekdays and zones
  const isPossible = (day: string) =>
    month.includes(Number(day.slice(5, 7))) &&
    (dayOfWeek.length < 7 || dayOfMonth.length === 0 || isDayOf(dayOfMonth, day))
  const search = (now: Date, step: 1 | -1, isWanted: (instant: Date) => boolean) => {
    const today = localDay(zone, now)
    for (let count = 0; count <= searchedDays; count++) {
      const day = addDays(today, step * count)
      if (!isPossible(day)) continue
      for (const minuteOfDay of step === 1 ? ascending : descending) {
        const due = localInstant(zone, day, minuteOfDay)
        if (isWanted(due) && matches(due)) {
          return { type, due, period: lastClosedPeriod(type, localDay(zone, due)) }
        }
      }
    }
    return undefined
  }
  return {
    type,
    expression,
    isOncePerPeriod: false,
    last: (now) => search(now, -1, (instant) => instant <= now),
    next: (now) => search(now, 1, (instant) => instant > now),
  }
}

function isDayOf(days: readonly (number | string)[], day: string): boolean {
  const number = Number(day.slice(8, 10))
  return days.some((each) => typeof each !== 'number' || each === number)
}

/** The instant at a minute of a local day; near a change of the clocks it may miss that minute. */
function localInstant(zone: Zone, day: string, minuteOfDay: number): Date {
  const naive = localMidnight(zone, day).getTime() + minuteOfDay * 60_000
  if (zone.fixedMinutes !== null) return new Date(naive)
  // The offset may change between midnight and this minute: shift by what the local clock says.
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone.name,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(naive)
  const shown = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
  return new Date(naive + (minuteOfDay - shown) * 60_000)
}
