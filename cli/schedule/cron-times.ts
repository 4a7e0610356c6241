import cron from 'node-cron'
import { addDays, lastClosedPeriod, type PeriodType } from '../../core/periods.ts'
import { localDay, type Zone } from '../../core/zone.ts'
import { type DueTimes, localInstant } from './slot.ts'

const searchedDays = 400

const made = new Map<string, DueTimes>()

/** The times of an expression; made once, for node-cron keeps every task that it makes. */
export function cronTimes(type: PeriodType, expression: string, zone: Zone): DueTimes {
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
