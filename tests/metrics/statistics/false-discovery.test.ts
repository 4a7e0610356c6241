import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from '../../../metrics/statistics/false-discovery.ts'

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
