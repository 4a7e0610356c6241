import { existsSync, statSync } from 'node:fs'
import { openReader } from '../../core/database.ts'

/** Which local days the bank works. */
export interface Calendar {
  isWorkday(day: string): boolean
}

/** Monday to Friday. */
export const weekdays: Calendar = {
  isWorkday: (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
}

/** The calendar of a warehouse, read again only after the warehouse has changed. */
export function openCalendar(warehouse: string): () => Promise<Calendar> {
  let stamp = ''
  let known: Promise<Calendar> | undefined
  return () => {
    const file = statSync(warehouse, { throwIfNoEntry: false })
    const now = `${file?.mtimeMs} ${file?.size}`
    if (known === undefined || now !== stamp) known = readCalendar(warehouse)
    stamp = now
    return known
  }
}

/** The calendar of a warehouse, `reference.calendar`; a day that it does not have is judged by its weekday. */
export async function readCalendar(warehouse: string): Promise<Calendar> {
  if (!existsSync(warehouse)) return weekdays
  const database = await openReader(warehouse)
  try {
    const { tables } = await database.row<{ tables: number }>(
      `select count(*) as tables from duckdb_tables()
      where schema_name = 'reference' and table_name = 'calendar'`,
    )
    if (tables === 0) return weekdays
    const rows = await database.rows<{ day: string; is_workday: boolean | null }>(
      'select day, is_workday from reference.calendar',
    )
    const known = new Map(rows.map((row) => [row.day, row.is_workday]))
    return { isWorkday: (day) => known.get(day) ?? weekdays.isWorkday(day) }
  } finally {
    database.close()
  }
}
