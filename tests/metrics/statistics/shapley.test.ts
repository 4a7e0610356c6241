import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapley } from '../../../metrics/statistics/shapley.ts'

describe('Shapley', () => {
  it('of volume and rate is the midpoint: 40.8 and 30.8', () => {
    const [volume, rate] = shapley([10, 19], [12, 21.8], ([v = 0, r = 0]) => v * r)
    expect(volume).toBeCloseTo(40.8, 12)
    expect(rate).toBeCloseTo(30.8, 12)
  })

  it('sums to the change and gives equal factors equal parts', () => {
    const factors = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 5 })
    const product = (values: readonly number[]) => values.reduce((all, value) => all * value, 1)
    fc.assert(
      fc.property(factors, (pairs) => {
        const [before, after] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        const parts = shapley(before, after, product)
        const change = product(after) - product(before)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(change, 6)
        const [one, two] = shapley([3, 3, ...before], [7, 7, ...after], product)
        expect(one).toBeCloseTo(two ?? Number.NaN, 6)
      }),
      { numRuns: 40 },
    )
  })

  it('takes lists of one length and at most eight factors', () => {
    expect(() => shapley([1], [1, 2], () => 0)).toThrow(RangeError)
    const nine = Array.from({ length: 9 }, () => 1)
    expect(() => shapley(nine, nine, () => 0)).toThrow(RangeError)
    expect(shapley([], [], () => 5)).toEqual([])
  })
})
