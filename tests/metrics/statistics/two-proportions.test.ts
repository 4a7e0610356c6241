import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import { createIntervalFunctions } from '../../../metrics/intervals.ts'
import { compareRates } from '../../../metrics/statistics/rate-ratio.ts'
import {
  detectableRates,
  inspectionsNeeded,
  sizePerGroup,
} from '../../../metrics/statistics/sample-size.ts'
import { fisherExact, newcombe, zTest } from '../../../metrics/statistics/two-proportions.ts'

const of = (count: number, size: number) => ({ count, size })

describe('difference of two rates', () => {
  // the first: Newcombe 1998, table II, 56/70 against 48/80
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339, 4],
    [56, 70, 48, 80, 0.0524314724, 0.333872654, 9],
    [460, 500, 430, 500, 0.02126, 0.0991, 5],
    [12, 150, 7, 160, -0.01898, 0.09529, 5],
  ])('%i/%i less %i/%i by Newcombe', (k1, n1, k2, n2, low, high, digits) => {
    expect(newcombe(of(k1, n1), of(k2, n2))?.low).toBeCloseTo(low, digits)
    expect(newcombe(of(k1, n1), of(k2, n2))?.high).toBeCloseTo(high, digits)
  })

  it('is tested by z and by Fisher: 8.0 % against 4.4 % is no clear difference', () => {
    expect(zTest(of(460, 500), of(430, 500))?.z).toBeCloseTo(3.032, 4)
    expect(zTest(of(460, 500), of(430, 500))?.p).toBeCloseTo(0.00243, 5)
    expect(zTest(of(12, 150), of(7, 160))?.p).toBeCloseTo(0.1836, 4)
    expect(fisherExact(of(12, 150), of(7, 160))).toBeCloseTo(0.2374, 4)
    expect(fisherExact(of(12, 150), of(7, 160))).toBeCloseTo(0.23738671626732039, 9)
  })

  it('the tea-tasting lady: 3 of 4 cups on each side (Fisher 1935, p = 34/70)', () => {
    expect(fisherExact(of(3, 4), of(1, 4))).toBeCloseTo(34 / 70, 12)
  })

  it('is unknown without samples, and without variation has no z', () => {
    expect(newcombe(of(0, 0), of(1, 2))).toBeNull()
    expect(zTest(of(0, 0), of(1, 2))).toBeNull()
    expect(zTest(of(3, 3), of(2, 2))).toBeNull()
    expect(fisherExact(of(0, 0), of(1, 2))).toBeNull()
    expect(fisherExact(of(0, 5), of(0, 7))).toBe(1)
  })

  it('turns its sign with its sides', () => {
    const share = fc
      .tuple(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([size, part]) => of(Math.round(part * size), size))
    fc.assert(
      fc.property(share, share, (first, second) => {
        const [one, other] = [newcombe(first, second), newcombe(second, first)]
        expect(one?.low).toBeCloseTo(-(other?.high ?? Number.NaN), 12)
        const difference = first.count / first.size - second.count / second.size
        expect(one?.low).toBeLessThanOrEqual(difference + 1e-12)
        expect(one?.high).toBeGreaterThanOrEqual(difference - 1e-12)
        expect(fisherExact(first, second)).toBeCloseTo(fisherExact(second, first) ?? -1, 9)
      }),
      { numRuns: 100 },
    )
  })
})

describe('two counts over exposures', () => {
  const first = { count: 45, exposure: 50_000 }
  const second = { count: 30, exposure: 52_000 }

  it('45 in 50,000 against 30 in 52,000', () => {
    const found = compareRates(first, second)
    expect(found?.ratio).toBeCloseTo(1.56, 9)
    expect(found?.exactP).toBeCloseTo(0.0644, 4)
    expect(found?.scoreP).toBeCloseTo(0.0571, 4)
    expect(found?.exactP).toBeCloseTo(0.06440641548071288, 9)
    expect(found?.interval.low).toBeLessThan(1)
    expect(found?.interval.high).toBeGreaterThan(1.56)
  })

  it('11 in 800 against 21 in 3,011: the example of R for poisson.test', () => {
    // documentation of R, stats::poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878))
    const found = compareRates({ count: 11, exposure: 800 }, { count: 21, exposure: 3011 })
    expect(found?.exactP).toBeCloseTo(0.07967, 4)
    expect(found?.ratio).toBeCloseTo(1.971488, 6)
    expect(found?.interval.low).toBeCloseTo(0.8584264, 6)
    expect(found?.interval.high).toBeCloseTo(4.2772659, 5)
  })

  it('has no ratio without events or exposure, and an endless one without events on the second side', () => {
    expect(compareRates({ count: 0, exposure: 5 }, { count: 0, exposure: 5 })).toBeNull()
    expect(compareRates({ count: 1, exposure: 0 }, { count: 1, exposure: 5 })).toBeNull()
    const endless = compareRates({ count: 4, exposure: 5 }, { count: 0, exposure: 5 })
    expect(endless?.ratio).toBe(Number.POSITIVE_INFINITY)
    expect(endless?.interval.high).toBe(Number.POSITIVE_INFINITY)
    expect(Number.isFinite(endless?.interval.low)).toBe(true)
    expect(() => compareRates({ count: -1, exposure: 5 }, second)).toThrow(RangeError)
  })
})

describe('sample sizes', () => {
  it.each([
    [0.5, 0.05, Number.POSITIVE_INFINITY, 384.15, 2],
    [0.9, 0.05, Number.POSITIVE_INFINITY, 138.29, 2],
    [0.5, 0.05, 60_000, 381.7, 1],
    [0.5, 0.05, 2000, 322.4, 1],
    [0.9, 0.05, 400, 103.0, 1],
  ])('to know a rate of %d to ± %d among %d cases', (share, error, population, wanted, digits) => {
    expect(inspectionsNeeded(share, error, population)).toBeCloseTo(wanted, digits)
  })

  it.each([
    [0.92, 0.9, 3211],
    [0.95, 0.9, 432],
    [0.7, 0.75, 1248],
    [0.95, 0.93, 2210],
  ])('per group to tell %d from %d', (first, second, wanted) => {
    expect(sizePerGroup(first, second)).toBe(wanted)
  })

  it('the smallest change that a sample can show is the one that needs that sample', () => {
    const { low, high } = detectableRates(0.9, 3211)
    expect(sizePerGroup(0.9, (low ?? 0) - 1e-9)).toBeLessThanOrEqual(3211)
    expect(sizePerGroup(0.9, (low ?? 0) + 1e-4)).toBeGreaterThan(3211)
    expect(high).toBeCloseTo(0.92, 4)
    expect(detectableRates(0.98, 50).high).toBeNull()
    expect(detectableRates(0.5, 0)).toEqual({ low: null, high: null })
  })

  it('equal rates are never told apart; an error of 0 is refused', () => {
    expect(sizePerGroup(0.9, 0.9)).toBe(Number.POSITIVE_INFINITY)
    expect(() => inspectionsNeeded(0.5, 0)).toThrow(RangeError)
    expect(() => sizePerGroup(1.2, 0.9)).toThrow(RangeError)
  })
})

describe('the functions of the warehouse', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
    await createIntervalFunctions(database)
  })
  afterAll(() => database.close())

  it('give the same Newcombe interval and call the same rates different', async () => {
    const quadruple = fc.tuple(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 90, max: 400 }),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 90, max: 400 }),
    )
    const values = fc
      .sample(quadruple, { numRuns: 300, seed: 3 })
      .map((each) => `(${each.join(', ')})`)
    const rows = await database.rows<
      Record<'a' | 'm' | 'b' | 'n' | 'low' | 'high', number> & {
        differ: boolean | null
      }
    >(`select *, newcombe_low(a, m, b, n) as low, newcombe_high(a, m, b, n) as high,
        rates_differ(a, m, b, n) as differ from (values ${values.join(', ')}) t(a, m, b, n)`)
    expect(new Set(rows.map(({ differ }) => differ))).toEqual(new Set([true, false, null]))
    for (const { a, m, b, n, low, high, differ } of rows) {
      expect(newcombe(of(a, m), of(b, n))?.low).toBeCloseTo(low, 12)
      expect(newcombe(of(a, m), of(b, n))?.high).toBeCloseTo(high, 12)
      const found = compareRates({ count: a, exposure: m }, { count: b, exposure: n })
      expect(found === null ? null : found.scoreP < 0.05).toBe(differ)
    }
  })
})
