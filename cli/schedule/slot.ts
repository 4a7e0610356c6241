import type { Period, PeriodType } from '../../core/periods.ts'
import { localMidnight, type Zone } from '../../core/zone.ts'

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

/** The instant at a minute of a local day; near a change of the clocks it may miss that minute. */
export function localInstant(zone: Zone, day: string, minuteOfDay: number): Date {
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
