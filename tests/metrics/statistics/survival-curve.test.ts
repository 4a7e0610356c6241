import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import medianDays from '../../../metrics/indicators/complaint-median-days.ts'
import { createMeasured } from '../../../metrics/roll-up.ts'
import {
  kaplanMeier,
  logRankTest,
  medianSurvival,
} from '../../../metrics/statistics/survival-curve.ts'
import { measureSurvival } from '../../../metrics/survival.ts'

const watched = (events: readonly number[], censored: readonly number[]) => [
  ...events.map((time) => ({ time, hasEvent: true })),
  ...censored.map((time) => ({ time, hasEvent: false })),
]

// weeks in remission on 6-MP and on placebo: Freireich and others 1963
const treated = watched(
  [6, 6, 6, 7, 10, 13, 16, 22, 23],
  [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
)
const placebo = watched([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])

describe('Kaplan–Meier curve', () => {
  it('of the 6-MP trial falls to 0.448 at 23 weeks, the median', () => {
    const steps = kaplanMeier(treated)
    expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23])
    const wanted = [0.857143, 0.806723, 0.752941, 0.690196, 0.627451, 0.537815, 0.448179]
    for (const [index, { survival }] of steps.entries()) {
      expect(survival).toBeCloseTo(wanted[index] ?? -1, 6)
    }
    expect(steps[0]).toMatchObject({ atRisk: 21, events: 3 })
    expect(steps[0]?.standardError).toBeCloseTo(0.07636, 6)
    expect([medianSurvival(treated), medianSurvival(placebo)]).toEqual([23, 8])
  })

  it('has plain and log-log intervals as SciPy 1.17 gives them', () => {
    const steps = kaplanMeier(treated)
    expect(steps[0]?.plain).toEqual({ low: expect.closeTo(0.70747931, 7), high: 1 })
    expect(steps[6]?.plain?.low).toBeCloseTo(0.18438486, 7)
    expect(steps[6]?.plain?.high).toBeCloseTo(0.71197368, 7)
    expect(steps[0]?.logLog?.low).toBeCloseTo(0.61971796, 7)
    expect(steps[0]?.logLog?.high).toBeCloseTo(0.95155175, 7)
    expect(steps[6]?.logLog?.low).toBeCloseTo(0.18805201, 7)
    expect(steps[6]?.logLog?.high).toBeCloseTo(0.68014263, 7)
  })

  it('of eleven complaints to their first closing has a median of 15 days', () => {
    const cases = watched([5, 5, 10, 11, 15, 16, 26, 38], [3, 11, 39])
    const found = kaplanMeier(cases).map(({ time, survival }) => [
      time,
      Number(survival.toFixed(9)),
    ])
    expect(found).toEqual([
      [5, 0.8],
      [10, 0.7],
      [11, 0.6],
      [15, 0.48],
      [16, 0.36],
      [26, 0.24],
      [38, 0.12],
    ])
    expect(medianSurvival(cases)).toBe(15)
  })

  it('to their last closing, with the reopened one open, of 16 days', () => {
    const cases = watched([5, 5, 10, 15, 16, 26, 38], [3, 11, 39, 65])
    expect(kaplanMeier(cases).find(({ time }) => time === 15)?.survival).toBeCloseTo(0.583333, 6)
    expect(medianSurvival(cases)).toBe(16)
  })

  it('ends without an error where nobody is left, and is empty without events', () => {
    expect(kaplanMeier(watched([4, 4], []))).toEqual([
      {
        time: 4,
        atRisk: 2,
        events: 2,
        survival: 0,
        standardError: null,
        plain: null,
        logLog: null,
      },
    ])
    expect(kaplanMeier(watched([], [3, 5]))).toEqual([])
    expect([medianSurvival([]), medianSurvival(watched([], [3]))]).toEqual([null, null])
    expect(() => kaplanMeier(watched([Number.NaN], []))).toThrow(RangeError)
  })
})

describe('log-rank test', () => {
  it('of the 6-MP trial: 16.79294', () => {
    const found = logRankTest(treated, placebo)
    expect(found?.chiSquare).toBeCloseTo(16.79294, 5)
    expect(found?.p).toBeCloseTo(4.2e-5, 6)
    expect(logRankTest(placebo, treated)?.chiSquare).toBeCloseTo(16.79294, 5)
  })

  it('of a group with itself finds nothing, and without events is unknown', () => {
    expect(logRankTest(treated, treated)).toMatchObject({ chiSquare: 0, p: 1, expected: 9 })
    expect(logRankTest(watched([], [1, 2]), watched([], [3]))).toBeNull()
    expect(logRankTest([], placebo)).toBeNull()
  })
})

describe('any watched cases', () => {
  const someCases = fc.array(
    fc.record({ time: fc.integer({ min: 0, max: 12 }), hasEvent: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  )

  it('without censoring have the share that is left', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), (times) => {
        for (const { time, survival } of kaplanMeier(watched(times, []))) {
          const left = times.filter((each) => each > time).length / times.length
          expect(survival).toBeCloseTo(left, 10)
        }
      }),
    )
  })

  describe('in the warehouse', () => {
    let database: Database
    beforeAll(async () => {
      database = await openDatabase()
    })
    afterAll(() => database.close())

    it('have the same median', async () => {
      const samples = fc.sample(someCases, { numRuns: 300, seed: 11 })
      const values = samples.flatMap((cases, sample) =>
        cases.map(({ time, hasEvent }) => `(date '2020-01-01' + ${sample}, ${time}, ${hasEvent})`),
      )
      await database.run(`create or replace table cases as
        select * from (values ${values.join(', ')}) cases(watched_on, waited_days, has_ended)`)
      await createMeasured(database)
      await measureSurvival(database, [
        {
          ...medianDays,
          from: 'cases',
          at: 'watched_on',
          by: [],
          excluded: 'false',
          days: 'waited_days',
          event: 'has_ended',
        },
      ])
      const rows = await database.rows<{ value: number | null }>(
        `select value from measured where period_type = 'day' order by period_id`,
      )
      expect(rows).toHaveLength(300)
      expect(rows.map(({ value }) => value)).toEqual(samples.map(medianSurvival))
    })
  })
})
