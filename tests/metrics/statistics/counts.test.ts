import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import { createIntervalFunctions, exactPoisson as table } from '../../../metrics/intervals.ts'
import { byar, exactPoisson, poissonInterval } from '../../../metrics/statistics/counts.ts'
import { poissonUpper } from '../../../metrics/statistics/distributions.ts'

describe('interval of a count', () => {
  // test workbook of PHEindicatormethods (UKHSA)
  it.each([
    [1, 0.013072132901504, 5.5637555824752605],
    [20, 12.211428834875937, 30.889880369197066],
    [65, 50.163187710459454, 82.84913854593984],
    [1045, 982.5932018073325, 1110.3312129856499],
  ])('of %i by Byar', (count, low, high) => {
    expect(byar(count).low).toBeCloseTo(low, 9)
    expect(byar(count).high).toBeCloseTo(high, 9)
  })

  it.each([
    [1, 0.02531780798429, 5.571643390938898],
    [5, 1.62348639011842, 11.668332079322669],
  ])('of %i, exact', (count, low, high) => {
    expect(exactPoisson(count).low).toBeCloseTo(low, 9)
    expect(exactPoisson(count).high).toBeCloseTo(high, 9)
  })

  it.each([
    [0, 0, 3.688879, 0, 6.907755],
    [1, 0.025318, 5.571643, 0.001001, 9.233413],
    [2, 0.242209, 7.224688, 0.045402, 11.228872],
    [3, 0.618672, 8.767273, 0.190533, 13.062241],
    [4, 1.089865, 10.241589, 0.428552, 14.794149],
    [5, 1.623486, 11.668332, 0.739372, 16.454745],
    [6, 2.201894, 13.059474, 1.107105, 18.061637],
    [7, 2.814363, 14.422675, 1.520336, 19.626177],
    [8, 3.453832, 15.763189, 1.970814, 21.156198],
    [9, 4.115373, 17.084803, 2.452424, 22.657373],
  ])('of %i, exact at 95 and 99.8 %%', (count, low, high, farLow, farHigh) => {
    const [near, far] = [exactPoisson(count), exactPoisson(count, 0.998)]
    expect(near.low).toBeCloseTo(low, 6)
    expect(near.high).toBeCloseTo(high, 6)
    expect(far.low).toBeCloseTo(farLow, 6)
    expect(far.high).toBeCloseTo(farHigh, 6)
  })

  it('per 10,000 contacts: 12 of 8,000 and none of 8,000', () => {
    expect((poissonInterval(12).low / 8000) * 1e4).toBeCloseTo(7.742, 3)
    expect((poissonInterval(12).high / 8000) * 1e4).toBeCloseTo(26.204, 3)
    expect((poissonInterval(0).high / 8000) * 1e4).toBeCloseTo(4.611, 3)
    expect(poissonInterval(0).low).toBe(0)
  })

  it('refuses a count below 0', () => {
    expect(() => exactPoisson(-1)).toThrow(RangeError)
    expect(() => byar(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })

  it('leaves 2.5 % on each side when exact, and Byar comes near it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (count) => {
        const { low, high } = exactPoisson(count)
        expect(poissonUpper(count, low)).toBeCloseTo(0.025, 9)
        expect(1 - poissonUpper(count + 1, high)).toBeCloseTo(0.025, 9)
        if (count >= 10) {
          expect(byar(count).low / low).toBeCloseTo(1, 2)
          expect(byar(count).high / high).toBeCloseTo(1, 2)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the interval of the warehouse', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
    await createIntervalFunctions(database)
  })
  afterAll(() => database.close())

  it('reads exact bounds from a table that holds', () => {
    expect(table).toHaveLength(10)
    for (const [count, [low, high]] of table.entries()) {
      expect(exactPoisson(count).low).toBeCloseTo(low, 11)
      expect(exactPoisson(count).high).toBeCloseTo(high, 11)
    }
  })

  it('is the same at every count', async () => {
    const rows = await database.rows<{ x: number; low: number; high: number }>(
      'select x::integer as x, poisson_low(x) as low, poisson_high(x) as high from range(200) t(x)',
    )
    expect(rows).toHaveLength(200)
    for (const { x, low, high } of rows) {
      expect(poissonInterval(x).low).toBeCloseTo(low, 10)
      expect(poissonInterval(x).high).toBeCloseTo(high, 10)
    }
  })
})
