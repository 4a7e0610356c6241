import { UserError } from './errors.ts'

export const periodTypes = ['day', 'month', 'quarter', 'year'] as const
export type PeriodType = (typeof periodTypes)[number]

/** An evaluation period of Article 11; `start` and `end` are local days, both inclusive. */
export interface Period {
  readonly type: PeriodType
  readonly id: string
  readonly start: string
  readonly end: string
}

/** The period named `2026-09-01`, `2026-09`, `2026-Q3` or `2026`; a UserError otherwise. */
export function parsePeriod(id: string): Period {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(id)
  if (quarter) return quarterOf(Number(quarter[1]), Number(quarter[2]))
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(id)
  if (month) return monthOf(Number(month[1]), Number(month[2]))
  if (/^\d{4}$/.test(id)) return { type: 'year', id, start: `${id}-01-01`, end: `${id}-12-31` }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(id) && !Number.isNaN(Date.parse(`${id}T00:00:00Z`))
  if (day) return { type: 'day', id, start: id, end: id }
  throw new UserError(`"${id}" is not a period.`, {
    hint: 'Write a day 2026-09-01, a month 2026-09, a quarter 2026-Q3 or a year 2026.',
  })
}

/** The period of `type` that contains the local day. */
export function periodContaining(type: PeriodType, day: string): Period {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  if (type === 'day') return parsePeriod(day)
  if (type === 'month') return monthOf(year, month)
  if (type === 'quarter') return quarterOf(year, Math.ceil(month / 3))
  return parsePeriod(String(year))
}

/** The period of the same type just before. */
export function previousPeriod(period: Period): Period {
  return periodContaining(period.type, addDays(period.start, -1))
}

/** The last period of `type` that is over on the local day `today`. */
export function lastClosedPeriod(type: PeriodType, today: string): Period {
  return previousPeriod(periodContaining(type, today))
}

/** The local day `count` days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

function monthOf(year: number, month: number): Period {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const id = `${year}-${String(month).padStart(2, '0')}`
  return { type: 'month', id, start: `${id}-01`, end: `${id}-${String(last).padStart(2, '0')}` }
}

function quarterOf(year: number, quarter: number): Period {
  const start = monthOf(year, quarter * 3 - 2).start
  const end = monthOf(year, quarter * 3).end
  return { type: 'quarter', id: `${year}-Q${quarter}`, start, end }
}
