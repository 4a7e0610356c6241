import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import { usualSteps } from '../../ingest/usual-rows.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

interface Days {
  readonly first: string
  readonly rows: readonly number[]
  /** Days on which others than Monday to Friday are worked, or the other way round. */
  readonly calendar?: Readonly<Record<string, boolean>>
}

/** The last day of a feed as it is judged. */
async function lastDay({ first, rows, calendar = {} }: Days) {
  const values = rows.map((count, index) => {
    const date = new Date(Date.parse(first) + index * 86_400_000)
    const day = date.toISOString().slice(0, 10)
    const isWorkday = calendar[day] ?? ![0, 6].includes(date.getUTCDay())
    return `(date ${literal(day)}, ${count}::bigint, ${isWorkday})`
  })
  return database.row(
    `with counted as (
      select 's' as source, 'f' as feed, day, rows, is_workday
      from (values ${values.join(', ')}) t(day, rows, is_workday)
    ),
    ${usualSteps}
    select kind, usual_rows, spread, is_frequent, run_usual from compared order by day desc limit 1`,
  )
}

const weeks = (times: number, week: readonly number[]) =>
  Array.from({ length: times }, () => week).flat()
const monday = '2026-06-01'
const week = [180, 100, 100, 100, 100, 40, 20]

describe('what a day usually brings', () => {
  it('is the median of the last eight days of its weekday, whatever came earlier', async () => {
    const rows = [...weeks(4, week), ...weeks(8, [180, 120, 100, 100, 100, 40, 20]), 180, 0]
    expect(await lastDay({ first: monday, rows })).toMatchObject({
      kind: 'workday',
      usual_rows: 120,
    })
  })

  it('is not drawn down by a gap of many weeks', async () => {
    const rows = [...weeks(10, week), ...weeks(9, [0, 0, 0, 0, 0, 0, 0]), 0, 0]
    expect(await lastDay({ first: monday, rows })).toMatchObject({
      usual_rows: 100,
      is_frequent: true,
    })
  })

  it('is of the first working day after days off, whatever its weekday', async () => {
    const worked = { '2026-08-09': true } // a Sunday: its Monday has nothing to catch up
    const rows = [...weeks(10, week).slice(0, -1), 100, 100]
    expect(await lastDay({ first: monday, rows, calendar: worked })).toMatchObject({
      kind: 'workday',
      usual_rows: 100,
    })
    const off = { '2026-08-10': false } // a Monday: Tuesday catches up
    expect(
      await lastDay({ first: monday, rows: [...weeks(10, week), 40, 180], calendar: off }),
    ).toMatchObject({ kind: 'first workday', usual_rows: 180 })
  })

  it('of a public holiday is that of holidays, the weekend beside it included', async () => {
    const calendar = Object.fromEntries(
      ['2026-08-06', '2026-08-07', '2026-08-10', '2026-08-11'].map((day) => [day, false]),
    )
    const rows = [...weeks(9, week), 180, 100, 100, 60, 60, 60, 60, 60, 55]
    expect(await lastDay({ first: monday, rows, calendar })).toMatchObject({
      kind: 'holiday',
      usual_rows: 60,
    })
    expect(await lastDay({ first: monday, rows: weeks(9, week) })).toMatchObject({
      kind: 'weekend',
      usual_rows: 20,
    })
  })

  it('is unknown where fewer than three days can be compared', async () => {
    expect(await lastDay({ first: monday, rows: [100, 100, 100] })).toMatchObject({
      usual_rows: null,
    })
  })
})

describe('how far a day may be from the usual', () => {
  it('is by how much such days differ, and at least what counts do by chance', async () => {
    const steady = await lastDay({ first: monday, rows: [...weeks(9, week), 180, 100] })
    expect(steady.spread).toBe(10) // √100
    const wild = weeks(10, week).map((count, index) => count + (index % 2 === 0 ? 0 : 60))
    const { spread } = await lastDay({ first: monday, rows: [...wild, 180, 130] })
    expect(spread).toBeCloseTo(1.4826 * 30, 6)
  })

  it('adds up over days without rows: two of a few rows each weigh as much as one of many', async () => {
    const few = weeks(9, [6, 6, 6, 6, 6, 6, 6])
    expect(await lastDay({ first: monday, rows: [...few, 0] })).toMatchObject({ run_usual: 6 })
    expect(await lastDay({ first: monday, rows: [...few, 0, 0, 0] })).toMatchObject({
      run_usual: 18,
    })
  })

  it('waits for no day that seldom brings rows', async () => {
    const rows = [...weeks(9, [100, 100, 100, 100, 100, 0, 0]), 100, 100, 100, 100, 100, 0]
    expect(await lastDay({ first: monday, rows })).toMatchObject({
      is_frequent: false,
      run_usual: 0,
    })
  })
})
