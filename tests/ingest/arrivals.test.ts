import { afterEach, describe, expect, it } from 'vitest'
import type { Freshness } from '../../ingest/define-source.ts'
import { type Landing, openLanding } from '../support/landing.ts'

let landing: Landing
afterEach(() => landing?.remove())

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome\n'
const contacts = (day: string, count: number) =>
  Array.from(
    { length: count },
    (_, index) => `${day}/${index},phone,inbound,${day} 12:00:00,1,answered\n`,
  ).join('')

/** Local days from `first` on with a number of contacts each; null is a day without any. */
function days(first: string, counts: readonly (number | null)[]): string {
  const start = Date.parse(`${first}T00:00:00Z`)
  const lines = counts.map((count, index) =>
    contacts(new Date(start + index * 86_400_000).toISOString().slice(0, 10), count ?? 0),
  )
  return header + lines.join('')
}

const repeat = <T>(times: number, values: readonly T[]): T[] =>
  Array.from({ length: times }, () => values).flat()

/** What is said of the days from `from` on. */
async function arrivals(from: string, fresh?: Freshness, now = '2026-11-01T00:00:00+08:00') {
  await landing.load(fresh === undefined ? {} : { fresh }, now)
  const rows = await landing.rows(
    `select day, status from ops.arrivals where day >= '${from}' order by day`,
  )
  return Object.fromEntries(rows.map((row) => [row.day, row.status]))
}

// 1 September 2026 is a Tuesday
describe('a day of a source that delivers every day by 09:00', () => {
  const fresh: Freshness = { every: 'day', by: '09:00' }

  it('is late from 09:00 of the day after, missing once a later day is there', async () => {
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', [5, 5, 5]) })
    expect(await arrivals('2026-09-03', fresh, '2026-09-05T08:59:59+08:00')).toEqual({
      '2026-09-03': 'ok',
    })
    expect(await arrivals('2026-09-03', fresh, '2026-09-05T09:00:00+08:00')).toEqual({
      '2026-09-03': 'ok',
      '2026-09-04': 'late',
    })
    landing.put('contacts/b.csv', days('2026-09-05', [5]))
    expect(await arrivals('2026-09-03', fresh, '2026-09-06T09:00:00+08:00')).toEqual({
      '2026-09-03': 'ok',
      '2026-09-04': 'missing',
      '2026-09-05': 'ok',
    })
    landing.put('contacts/c.csv', days('2026-09-04', [5]))
    expect(await arrivals('2026-09-04', fresh, '2026-09-06T09:00:00+08:00')).toEqual({
      '2026-09-04': 'ok',
      '2026-09-05': 'ok',
    })
  })

  it('is not judged before it is due, nor are days that have not come', async () => {
    const counts = [100, 100, 100, 100, 1] // from Monday on
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-08-31', counts) })
    landing.put('contacts/b.csv', days('2027-01-01', [3]))
    expect(await arrivals('2026-09-03', fresh, '2026-09-04T23:59:00+08:00')).toEqual({
      '2026-09-03': 'ok',
    })
    expect(await arrivals('2026-09-03', fresh, '2026-09-05T08:59:00+08:00')).toEqual({
      '2026-09-03': 'ok',
      '2026-09-04': 'ok',
    })
    expect(await arrivals('2026-09-03', fresh, '2026-09-05T09:00:00+08:00')).toEqual({
      '2026-09-03': 'ok',
      '2026-09-04': 'low',
    })
  })

  it('is judged at weekends too', async () => {
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-03', [5, 5]) })
    expect(await arrivals('2026-09-04', fresh, '2026-09-07T10:00:00+08:00')).toEqual({
      '2026-09-04': 'ok',
      '2026-09-05': 'late',
      '2026-09-06': 'late',
    })
  })

  it('begins and ends at local midnight', async () => {
    const row = (id: string, at: string) => `${id},phone,inbound,${at},1,answered\n`
    const file = `${header}${row('a', '2026-09-01T15:59:59Z')}${row('b', '2026-09-01T16:00:00Z')}`
    landing = await openLanding('contacts', { 'contacts/a.csv': file })
    await landing.load({ fresh }, '2026-09-03T10:00:00+08:00')
    expect(await landing.rows('select day, rows from ops.arrivals order by day')).toEqual([
      { day: '2026-09-01', rows: 1 },
      { day: '2026-09-02', rows: 1 },
    ])
  })
})

describe('a source that delivers on working days', () => {
  const fresh: Freshness = { every: 'workday', by: '09:00' }

  it('owes nothing for weekends and holidays, and a worked Saturday', async () => {
    landing = await openLanding(
      'contacts',
      { 'contacts/a.csv': days('2026-09-23', [5, null, null, null, null, null, 5]) },
      { '2026-09-25': false, '2026-09-26': true },
    )
    expect(await arrivals('2026-09-23', fresh, '2026-09-30T10:00:00+08:00')).toEqual({
      '2026-09-23': 'ok',
      '2026-09-24': 'missing',
      '2026-09-25': 'none', // a holiday on a Friday
      '2026-09-26': 'missing', // a Saturday that is worked
      '2026-09-27': 'none',
      '2026-09-28': 'missing',
      '2026-09-29': 'ok',
    })
    const { expected } = (
      await landing.rows('select count(*) filter (where is_expected) as expected from ops.arrivals')
    )[0] ?? { expected: null }
    expect(expected).toBe(5)
  })

  it('is never low at weekends, whatever it brought then', async () => {
    const week = [100, 100, 100, 100, 60, 60, 100] // from Tuesday on
    const counts = [...repeat(4, week), 100, 100, 100, 100, 1, null]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-10-02', fresh, '2026-10-05T08:00:00+08:00')).toEqual({
      '2026-10-02': 'ok',
      '2026-10-03': 'ok',
    })
  })
})

describe('a day with fewer rows than usual', () => {
  it('is low below half of them, not at half', async () => {
    const counts = [...repeat(3, [100, 100, 100, 100, 100, 100, 100]), 49, 50, 51]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-09-22')).toEqual({
      '2026-09-22': 'low',
      '2026-09-23': 'ok',
      '2026-09-24': 'ok',
    })
    expect(
      await landing.rows(`select usual_rows from ops.arrivals where day = '2026-09-22'`),
    ).toEqual([{ usual_rows: 100 }])
  })

  it('is low only if it also lacks 20 rows', async () => {
    const counts = [...repeat(4, [38, 38, 38, 38, 38, 38, 38]), 19, 18]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-09-29')).toEqual({ '2026-09-29': 'ok', '2026-09-30': 'low' })
    landing.remove()
    const few = [...repeat(4, [12, 12, 12, 12, 12, 12, 12]), 1]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', few) })
    expect(await arrivals('2026-09-29')).toEqual({ '2026-09-29': 'ok' })
  })

  it('is low by the share and the rows that the source states', async () => {
    const counts = [...repeat(4, [100, 100, 100, 100, 100, 100, 100]), 89, 96, 90]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    const fresh: Freshness = { every: 'day', by: '09:00', share: 0.97, rows: 5 }
    expect(await arrivals('2026-09-29', fresh, '2026-10-02T09:00:00+08:00')).toEqual({
      '2026-09-29': 'low', // 11 missing
      '2026-09-30': 'ok', // below 97, but 4 missing
      '2026-10-01': 'low', // 10 missing
    })
  })

  it('is compared with the same weekday', async () => {
    const week = [80, 80, 80, 80, 80, 80, 200] // from Tuesday on: Mondays bring more
    const counts = [...repeat(4, week), 60, 60, 60, 60, 60, 60, 60]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-10-03')).toEqual({
      '2026-10-03': 'ok',
      '2026-10-04': 'ok',
      '2026-10-05': 'low',
    })
  })

  it('on a holiday is not compared with working days', async () => {
    const counts = [...repeat(4, [100, 100, 100, 100, 30, 30, 100]), 100, 30, 100]
    const file = { 'contacts/a.csv': days('2026-09-01', counts) }
    landing = await openLanding('contacts', file, { '2026-09-30': false })
    expect(await arrivals('2026-09-29')).toEqual({
      '2026-09-29': 'ok',
      '2026-09-30': 'ok',
      '2026-10-01': 'ok',
    })
    landing.remove()
    landing = await openLanding('contacts', file)
    expect(await arrivals('2026-09-30')).toEqual({ '2026-09-30': 'low', '2026-10-01': 'ok' })
  })

  it('is not judged where too few days came before', async () => {
    landing = await openLanding('contacts', {
      'contacts/a.csv': days('2026-09-01', [100, 100, 1]),
      'contacts/online/a.csv': days('2026-09-01', [0, 100, 100, 100, 1]).replaceAll(/^2/gm, 'o2'),
    })
    await landing.load()
    expect(
      await landing.rows(
        `select feed, day, usual_rows, status from ops.arrivals where rows = 1 order by feed`,
      ),
    ).toEqual([
      { feed: 'contacts', day: '2026-09-03', usual_rows: null, status: 'ok' },
      { feed: 'contacts/online', day: '2026-09-05', usual_rows: null, status: 'ok' },
    ])
  })
})

describe('a source that states no rhythm', () => {
  it('misses a day that usually brings rows, and no weekend that does not', async () => {
    const week = [40, 40, 40, 40, null, null, 40] // from Tuesday on
    const counts = [...repeat(4, week), 40, null, 40, 40, null, null, 40]
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-09-29')).toEqual({
      '2026-09-29': 'ok',
      '2026-09-30': 'missing',
      '2026-10-01': 'ok',
      '2026-10-02': 'ok',
      '2026-10-03': 'none',
      '2026-10-04': 'none',
      '2026-10-05': 'ok',
    })
  })

  it('is never late: nothing is said after its last day', async () => {
    const counts = repeat(4, [40, 40, 40, 40, 40, 40, 40])
    landing = await openLanding('contacts', { 'contacts/a.csv': days('2026-09-01', counts) })
    expect(await arrivals('2026-09-28')).toEqual({ '2026-09-28': 'ok' })
  })

  it('is judged feed by feed', async () => {
    const counts = repeat(4, [40, 40, 40, 40, 40, 40, 40])
    landing = await openLanding('contacts', {
      'contacts/phone/2026/a.csv': days('2026-09-01', counts).replaceAll(/^2/gm, 'p2'),
      'contacts/online/2026/a.csv': days('2026-09-01', [...counts, null, 40]),
    })
    await landing.load()
    expect(
      await landing.rows(
        `select feed, count(*) as days, count(*) filter (where status = 'missing') as missing
        from ops.arrivals group by feed order by feed`,
      ),
    ).toEqual([
      { feed: 'contacts/online', days: 30, missing: 1 },
      { feed: 'contacts/phone', days: 28, missing: 0 },
    ])
  })
})
