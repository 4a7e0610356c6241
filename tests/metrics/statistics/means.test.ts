import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from '../../../metrics/statistics/false-discovery.ts'
import { estimateMean, netPromoterScore, welchTest } from '../../../metrics/statistics/means.ts'
import { quantile } from '../../../metrics/statistics/series.ts'

const repeat = (value: number, times: number) => Array.from({ length: times }, () => value)

describe('mean with its interval', () => {
  it('of 100 survey answers: 4.59, between 4.4322 and 4.7478', () => {
    const answers = [...repeat(1, 2), 2, ...repeat(3, 5), ...repeat(4, 20), ...repeat(5, 72)]
    const found = estimateMean(answers)
    expect(found?.mean).toBeCloseTo(4.59, 12)
    expect(found?.deviation).toBeCloseTo(0.805223, 6)
    expect(found?.interval.low).toBeCloseTo(4.4322, 4)
    expect(found?.interval.high).toBeCloseTo(4.7478, 4)
  })

  it('of few values reaches further, by Student: 1, 2, 3 is 2 ± 4.303 / √3', () => {
    expect(estimateMean([1, 2, 3])?.interval.high).toBeCloseTo(
      2 + 4.302652729911275 / Math.sqrt(3),
      9,
    )
  })

  it('needs two values', () => {
    expect(estimateMean([5])).toBeNull()
    expect(estimateMean([])).toBeNull()
  })
})

describe('Welch test', () => {
  it('of the sleep data: t = −1.8608 at 17.776 degrees, p = 0.07939', () => {
    // Student 1908; printed in R's documentation of t.test(extra ~ group, data = sleep)
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const found = welchTest(first, second)
    expect(found?.t).toBeCloseTo(-1.8608, 4)
    expect(found?.degrees).toBeCloseTo(17.776, 3)
    expect(found?.p).toBeCloseTo(0.07939, 5)
    expect(found?.interval.low).toBeCloseTo(-3.3654832, 6)
    expect(found?.interval.high).toBeCloseTo(0.2054832, 6)
  })

  it('is unknown with one value, or when nothing varies', () => {
    expect(welchTest([1], [1, 2])).toBeNull()
    expect(welchTest([1, 1], [2, 2])).toBeNull()
  })
})

describe('net promoter score', () => {
  it('of 50, 30 and 20 in 100 is 30 ± 15.3', () => {
    const found = netPromoterScore(50, 20, 100)
    expect(found?.score).toBe(30)
    expect(found?.standardError).toBeCloseTo(7.81025, 5)
    expect(found?.interval.low).toBeCloseTo(14.7, 1)
    expect(found?.interval.high).toBeCloseTo(45.3, 1)
  })

  it('is unknown without answers', () => {
    expect(netPromoterScore(0, 0, 0)).toBeNull()
  })
})

describe('false discovery rate', () => {
  it('of ten tests (Benjamini and Hochberg 1995)', () => {
    const found = benjaminiHochberg([
      0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216,
    ])
    const wanted = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216]
    expect(found).toHaveLength(10)
    for (const [index, q] of found.entries()) expect(q).toBeCloseTo(wanted[index] ?? -1, 4)
  })

  it('keeps the order of the p values, is never under them and never over 1', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 })
    fc.assert(
      fc.property(shares, (pValues) => {
        const pairs = benjaminiHochberg(pValues).map((q, index) => ({ q, p: pValues[index] ?? -1 }))
        expect(pairs).toHaveLength(pValues.length)
        const rising = pairs.sort((a, b) => a.p - b.p)
        for (const [index, { q, p }] of rising.entries()) {
          expect(q).toBeGreaterThanOrEqual(p)
          expect(q).toBeLessThanOrEqual(1)
          expect(q).toBeGreaterThanOrEqual(rising[index - 1]?.q ?? 0)
        }
      }),
    )
  })

  it('refuses what is no probability', () => {
    expect(() => benjaminiHochberg([0.1, 1.5])).toThrow(RangeError)
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(RangeError)
  })
})

describe('quantile', () => {
  it('lies between the nearest values, as the p90 of six call times', () => {
    expect(quantile([155, 240, 300, 405, 125, 230], 0.9)).toBeCloseTo(352.5, 9)
    expect(quantile([7], 0.3)).toBe(7)
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })
})
