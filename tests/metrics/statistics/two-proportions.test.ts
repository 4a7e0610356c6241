import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import { createIntervalFunctions } from '../../../metrics/intervals.ts'
import { compareRates } from '../../../metrics/statistics/rate-ratio.ts'
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
