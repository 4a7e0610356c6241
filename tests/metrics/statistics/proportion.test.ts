import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import { createIntervalFunctions } from '../../../metrics/intervals.ts'
import { z998 } from '../../../metrics/statistics/interval.ts'
import {
  clopperPearson,
  effectiveSize,
  possibleRange,
  shrink,
  wilson,
  wilsonCorrected,
} from '../../../metrics/statistics/proportion.ts'

describe('Wilson interval', () => {
  // test workbooks of PHEindicatormethods (UKHSA): testdata_Byars_Wilson, testdata_Proportion
  it.each([
    [1, 100, 0.001767432064140653, 0.05448619617870529, 0.000873065697, 0.104554452837],
    [5, 100, 0.02154367915436798, 0.11175046923191911, 0.013865320726, 0.164588522826],
    [20, 100, 0.1333669333310325, 0.28882916559315885, 0.105191620667, 0.347110941701],
    [65, 100, 0.5525444329688797, 0.7363575175690247, 0.495494657407, 0.778354061409],
    [1045, 5000, 0.19795549880013297, 0.22049130373189027, 0.19179381799, 0.227315629025],
    [9856, 12345, 0.7912101752909069, 0.8053640073614909, 0.786992410842, 0.809306141259],
    [222, 3215, 0.060791690363664, 0.078339566813834, 0.056471019646, 0.084184142],
  ])('of %i in %i at 95 and 99.8 %%', (count, size, low, high, farLow, farHigh) => {
    const [near, far] = [wilson(count, size), wilson(count, size, z998)]
    expect(near?.low).toBeCloseTo(low, 9)
    expect(near?.high).toBeCloseTo(high, 9)
    expect(far?.low).toBeCloseTo(farLow, 9)
    expect(far?.high).toBeCloseTo(farHigh, 9)
  })

  it.each([
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [1, 10, 0.017876, 0.40415],
    [92, 100, 0.850019, 0.958907],
    [460, 500, 0.892894, 0.940702],
  ])('of %i in %i, six digits', (count, size, low, high) => {
    expect(wilson(count, size)?.low).toBeCloseTo(low, 6)
    expect(wilson(count, size)?.high).toBeCloseTo(high, 6)
  })

  it.each([
    [4, 5, 37.6, 96.4],
    [9, 10, 59.6, 98.2],
    [27, 30, 74.4, 96.5],
  ])('of %i in %i says that few calls cannot rank people', (count, size, low, high) => {
    expect(100 * (wilson(count, size)?.low ?? 0)).toBeCloseTo(low, 1)
    expect(100 * (wilson(count, size)?.high ?? 0)).toBeCloseTo(high, 1)
  })

  it('stays within 0 and 1 where rounding would leave them (statsmodels test of 38/38 and 0/77)', () => {
    expect(wilson(38, 38)?.high).toBe(1)
    expect(wilson(0, 77)?.low).toBe(0)
  })

  it('is null without a sample and refuses what is no share', () => {
    expect([wilson(0, 0), wilsonCorrected(0, 0), clopperPearson(0, 0)]).toEqual([null, null, null])
    expect(() => wilson(3, 2)).toThrow(RangeError)
    expect(() => wilson(-1, 2)).toThrow(RangeError)
    expect(() => clopperPearson(Number.NaN, 2)).toThrow(RangeError)
  })
})

describe('exact interval and continuity correction', () => {
  // Newcombe 1998, table I
  it.each([
    [81, 263, 0.2535, 0.3682, 0.2527, 0.3676],
    [15, 148, 0.0598, 0.1644, 0.0578, 0.1617],
    [0, 20, 0, 0.2005, 0, 0.1684],
    [1, 29, 0.0018, 0.1963, 0.0009, 0.1776],
  ])('of %i in %i', (count, size, low, high, exactLow, exactHigh) => {
    expect(wilsonCorrected(count, size)?.low).toBeCloseTo(low, 4)
    expect(wilsonCorrected(count, size)?.high).toBeCloseTo(high, 4)
    expect(clopperPearson(count, size)?.low).toBeCloseTo(exactLow, 4)
    expect(clopperPearson(count, size)?.high).toBeCloseTo(exactHigh, 4)
  })

  it('takes another level', () => {
    // 0 of n: high = 1 − (α/2)^(1/n)
    expect(clopperPearson(0, 10, 0.9)?.high).toBeCloseTo(1 - 0.05 ** 0.1, 12)
  })
})

describe('silence', () => {
  it('leaves 92 of 100 answers from 800 invitations anywhere between 11.5 and 99.0 %', () => {
    expect(possibleRange(92, 100, 800)).toEqual({ low: 0.115, high: 0.99 })
    expect(possibleRange(3, 4, 4)).toEqual({ low: 0.75, high: 0.75 })
    expect(possibleRange(0, 0, 0)).toBeNull()
    expect(() => possibleRange(2, 10, 9)).toThrow(RangeError)
  })
})

describe('effective size and shrinkage', () => {
  it('equal weights are worth every answer, unequal ones fewer', () => {
    expect(effectiveSize([2, 2, 2])).toBeCloseTo(3, 12)
    expect(effectiveSize([1, 3])).toBeCloseTo(1.6, 12)
    expect(effectiveSize([])).toBe(0)
  })

  it('a small unit is drawn to the centre: 9 of 300 and 3 of 700 with a prior of 200', () => {
    const center = 104 / 9000
    expect(shrink(9, 300, center)).toBeCloseTo(0.0226, 4)
    expect(shrink(3, 700, center)).toBeCloseTo(0.0059, 4)
    expect(shrink(0, 0, center)).toBe(center)
  })
})

describe('any share', () => {
  const share = fc
    .tuple(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([size, part]) => ({ size, count: Math.round(part * size) }))

  it('lies within all its intervals, which lie within 0 and 1; the corrected is the wider', () => {
    fc.assert(
      fc.property(share, ({ count, size }) => {
        const [plain, corrected, exact] = [
          wilson(count, size),
          wilsonCorrected(count, size),
          clopperPearson(count, size),
        ]
        for (const interval of [plain, corrected, exact]) {
          expect(interval?.low).toBeGreaterThanOrEqual(0)
          expect(interval?.low).toBeLessThanOrEqual(count / size + 1e-12)
          expect(interval?.high).toBeGreaterThanOrEqual(count / size - 1e-12)
          expect(interval?.high).toBeLessThanOrEqual(1)
        }
        expect(corrected?.low).toBeLessThanOrEqual((plain?.low ?? 0) + 1e-12)
        expect(corrected?.high).toBeGreaterThanOrEqual((plain?.high ?? 1) - 1e-12)
      }),
      { numRuns: 200 },
    )
  })

  describe('in the warehouse', () => {
    let database: Database
    beforeAll(async () => {
      database = await openDatabase()
      await createIntervalFunctions(database)
    })
    afterAll(() => database.close())

    it('has the same Wilson interval', async () => {
      const shares = fc.sample(share, { numRuns: 300, seed: 7 })
      const values = shares.map(({ count, size }) => `(${count}, ${size})`).join(', ')
      const rows = await database.rows<{ k: number; n: number; low: number; high: number }>(
        `select k, n, wilson_low(k, n) as low, wilson_high(k, n) as high from (values ${values}) t(k, n)`,
      )
      expect(rows).toHaveLength(300)
      for (const { k, n, low, high } of rows) {
        expect(wilson(k, n)?.low).toBeCloseTo(low, 13)
        expect(wilson(k, n)?.high).toBeCloseTo(high, 13)
      }
    })
  })
})
