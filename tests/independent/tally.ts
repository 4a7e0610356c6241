import { type Drawn, day } from './draw-bank.ts'

/** What an indicator counts in a group of a period. */
export interface Tally {
  numerator: number
  denominator: number
  readonly values: number[]
}

export type Tallies = Map<string, Tally>

export const text = (at: number) => new Date(at).toISOString()

/** The day, month, quarter and year of a local instant. */
export function periodsOf(at: number): readonly string[] {
  const [date = '', year = '', month = ''] = /^(\d+)-(\d+)-\d+/.exec(text(at)) ?? []
  return [date, `${year}-${month}`, `${year}-Q${Math.ceil(Number(month) / 3)}`, year]
}

/** The months of a period; a day has that in which it lies. */
export function monthsOf(period: string): readonly string[] {
  const end = endOf(period)
  const start = period.length === 10 ? Date.parse(period) : firstMonth(period)
  const months: string[] = []
  for (let at = start; at < end; at += day) months.push(text(at).slice(0, 7))
  return [...new Set(months)]
}

function firstMonth(period: string): number {
  const [year = '', rest = ''] = period.split('-')
  if (rest === '') return Date.UTC(Number(year), 0)
  return Date.UTC(
    Number(year),
    rest.startsWith('Q') ? Number(rest.slice(1)) * 3 - 3 : Number(rest) - 1,
  )
}

/** The first instant after a period. */
export function endOf(period: string): number {
  const [year = '', rest = '', date] = period.split('-')
  if (date !== undefined) return Date.parse(period) + day
  if (rest === '') return Date.UTC(Number(year) + 1, 0)
  const month = rest.startsWith('Q') ? Number(rest.slice(1)) * 3 : Number(rest)
  return Date.UTC(Number(year), month)
}

/** All, the channel where the row has one, and the department. */
export function groupsOf(row: Drawn): readonly string[] {
  const channel = row.channel === undefined ? [] : [`channel=${row.channel}`]
  return ['all=all', ...channel, `department=${row.department_id ?? 'unknown'}`]
}

export function tallyOf(tallies: Tallies, indicator: string, period: string, group: string): Tally {
  const key = `${indicator} ${period} ${group}`
  const found = tallies.get(key)
  if (found !== undefined) return found
  const made = { numerator: 0, denominator: 0, values: [] }
  tallies.set(key, made)
  return made
}

/** Adds a row to all groups and periods of its instant. */
export function count(
  tallies: Tallies,
  indicator: string,
  at: number,
  row: Drawn,
  numerator: number,
  denominator = 1,
): void {
  for (const period of periodsOf(at)) {
    for (const group of groupsOf(row)) {
      const tally = tallyOf(tallies, indicator, period, group)
      tally.numerator += numerator
      tally.denominator += denominator
      tally.values.push(numerator)
    }
  }
}

export const num = (cell: Drawn[string]) => (typeof cell === 'number' ? cell : undefined)
export const one = (is: boolean) => (is ? 1 : 0)
