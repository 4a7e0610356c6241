import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import ageing from '../../metrics/findings/ageing.ts'
import { type EmptyBank, makeEmptyBank } from '../support/finding-bank.ts'

/** Remission of leukaemia in weeks, 6-mercaptopurine and placebo (Freireich and others 1963). */
const treated = {
  events: [6, 6, 6, 7, 10, 13, 16, 22, 23],
  censored: [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
}
const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

function complaints(): string {
  const day = (after: number) => new Date(Date.UTC(2026, 2, 1 + after)).toISOString().slice(0, 10)
  const row = (department: string, outcome: string) => (after: number, index: number) =>
    `${department}${outcome}${index}|2026-03-01 09:00|${day(after)} 10:00|${outcome}|${department}`
  return [
    'complaint_id|received_at|closed_at|outcome|department_id',
    ...treated.events.map(row('D02', 'resolved')),
    ...treated.censored.map(row('D02', 'withdrawn')),
    ...placebo.map(row('D03', 'resolved')),
  ].join('\n')
}

let bank: EmptyBank
beforeAll(async () => {
  bank = await makeEmptyBank()
}, 60_000)
afterAll(() => bank.remove())

describe('ageing', () => {
  it('gives the published curve, medians and log-rank test of the 6-MP trial, days for weeks', async () => {
    const [rows = [], curve = [], told = []] = await bank.find(
      { complaints: complaints() },
      '2026-06-01T00:00:00+08:00',
      [ageing],
      [
        `select * from findings.ageing where period_id = '2026-03' and slice like 'department%'
          order by slice`,
        `select waited, survival from ageing_curves
          where period_id = '2026-03' and slice = 'department=D02' and events > 0 order by waited`,
        `select sentence_en from findings."all"
          where period_id = '2026-03' and slice = 'department=D02'`,
      ],
    )
    const close = (value: number) => expect.closeTo(value, 5)
    expect(curve.map(({ survival }) => survival)).toEqual(
      [0.857143, 0.806723, 0.752941, 0.690196, 0.627451, 0.537815, 0.448179].map(close),
    )
    expect(rows).toMatchObject([
      { slice: 'department=D02', closed: 9, median_days: 23, median_low: 13, median_high: null },
      { slice: 'department=D03', closed: 21, median_days: 8, median_low: 4, median_high: 11 },
    ])
    expect(rows).toMatchObject([
      { open_after_30: close(0.448179), chi_square: close(16.79294), speed: close(9 / 19.25052) },
      { open_after_30: 0, chi_square: close(16.79294), speed: close(21 / 10.74948) },
    ])
    expect(Number(rows[0]?.p_value)).toBeCloseTo(4.17e-5, 7)
    expect(told).toMatchObject([{ sentence_en: expect.stringContaining('closes slower: 21') }])
  })
})
