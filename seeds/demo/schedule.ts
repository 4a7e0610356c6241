import type { Row } from './columns.ts'
import { monthOf } from './local-time.ts'

/** Rows that wait for the delivery of the month in which they come about. */
export interface Schedule {
  /** Keeps a row for the month of an instant; what lies after the bank's last day is dropped. */
  readonly keep: (instant: number, row: Row) => void
  /** The rows of a month, once. */
  readonly take: (month: string) => readonly Row[]
}

/** A schedule that ends at `end`. */
export function createSchedule(end: number): Schedule {
  const months = new Map<string, Row[]>()
  return {
    keep: (instant, row) => {
      if (instant >= end) return
      const month = monthOf(instant)
      const rows = months.get(month)
      if (rows) rows.push(row)
      else months.set(month, [row])
    },
    take: (month) => {
      const rows = months.get(month) ?? []
      months.delete(month)
      return rows
    },
  }
}
