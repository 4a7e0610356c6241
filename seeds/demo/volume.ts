import { day, dayOf, hour, parseDay, weekdayOf } from './local-time.ts'
import { at } from './random.ts'
import { readReference } from './read-reference.ts'

export type Channel =
  | 'phone'
  | 'web_chat'
  | 'app_chat'
  | 'wechat'
  | 'bot'
  | 'branch_desk'
  | 'video'
  | 'email'
  | 'other'

/** Two hours in which the core system failed: callers heard busy tones and gave up. */
export const failure = {
  from: parseDay('2026-05-18') + 10 * hour,
  to: parseDay('2026-05-18') + 12 * hour,
}

const improvementFrom = parseDay('2026-01-01')
const improvementDays = 273
const lunarNewYears = ['2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06'].map(parseDay)
const weekdays = [1.16, 1.06, 1, 0.99, 1.03, 0.62, 0.5]

const workdays = new Map(
  readReference('calendar').map((row) => [row.day ?? '', row.is_workday === 'true'] as const),
)

/** Opening hours by channel, for Monday to Friday and for the weekend, in local hours. */
export const openHours: Readonly<Record<string, readonly [number, number]>> = {
  phone: [7, 23],
  web_chat: [8, 22],
  app_chat: [8, 22],
  wechat: [8, 22],
  video: [9, 20],
  branch_desk: [9.5, 16],
}

const hourly = {
  phone: [
    1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.4, 3, 6, 9.5, 10.5, 8.6, 6, 6.4, 8.6, 8.8, 7.6, 6.2, 5, 4.6, 4.4,
    3.6, 2.2, 1.4,
  ],
  online: [
    1, 0.6, 0.4, 0.3, 0.3, 0.4, 0.9, 2, 4.6, 7.6, 8.6, 7.8, 7, 6.4, 7.2, 7.4, 7, 6, 5.8, 6.2, 6.6,
    5.6, 3.6, 2,
  ],
  branch: [0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 10, 8, 4, 5, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0],
} as const

/** The hours of the day at which a channel is used, by relative weight. */
export function hourWeights(channel: Channel): readonly number[] {
  if (channel === 'phone' || channel === 'video') return hourly.phone
  return channel === 'branch_desk' ? hourly.branch : hourly.online
}

/** How busy a local day is; 1 is an ordinary Wednesday of the first year. */
export function dayWeight(midnight: number): number {
  const years = (midnight - parseDay('2024-10-01')) / (365 * day)
  return (
    staffWeight(midnight) * monthEndFactor(midnight) * lunarFactor(midnight) * (1 + 0.05 * years)
  )
}

/** Demand against staff in an hour of a day: above 1, people wait longer and give up. */
export function load(midnight: number, hourOfDay: number): number {
  const rush = hourOfDay === 10 || hourOfDay === 11 || hourOfDay === 15 ? 1.12 : 0.95
  const demand = monthEndFactor(midnight) * Math.max(0.8, lunarFactor(midnight))
  return demand * rush * (weekdayOf(midnight) === 1 ? 1.06 : 0.99)
}

/** 0 until the end of 2025, rising to 1 over the first three quarters of 2026. */
export function phoneImprovement(midnight: number): number {
  return Math.min(1, Math.max(0, (midnight - improvementFrom) / day / improvementDays))
}

function isWorkday(midnight: number): boolean {
  return workdays.get(dayOf(midnight)) ?? weekdayOf(midnight) < 6
}

/** The next instant in office hours at or after `instant`: 09:00 to 17:30 on a working day. */
export function officeTime(instant: number, share: number): number {
  let midnight = instant - (instant % day)
  if (instant - midnight > 17 * hour) midnight += day
  while (!isWorkday(midnight)) midnight += day
  const opens = Math.max(instant, midnight + 9 * hour)
  return opens + share * Math.max(0, midnight + 17.5 * hour - opens)
}

function staffWeight(midnight: number): number {
  const weekday = weekdayOf(midnight)
  const plain = at(weekdays, weekday - 1)
  if (isWorkday(midnight)) return weekday > 5 ? 0.95 : plain
  return Math.min(plain, 0.58)
}

function monthEndFactor(midnight: number): number {
  const date = new Date(midnight).getUTCDate()
  const daysLeft = new Date(midnight + 3 * day).getUTCDate()
  if (daysLeft <= 3 || date === 1) return 1.28
  return date === 5 || date === 10 || date === 20 ? 1.14 : 0.98
}

function lunarFactor(midnight: number): number {
  const distance = lunarNewYears.map((start) => (midnight - start) / day)
  if (distance.some((days) => days >= -1 && days <= 5)) return 0.5
  if (distance.some((days) => days >= -9 && days < -1)) return 1.12
  return distance.some((days) => days > 5 && days <= 9) ? 0.85 : 1
}
