import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviation, rippleScore } from '../../../metrics/statistics/ripple.ts'

describe('ripple effect', () => {
  const leaf = (forecast: number, actual: number) => ({ forecast, actual })
  const leaves = [leaf(20, 14), leaf(15, 9), leaf(10, 10), leaf(10, 10)]

  it('a cause spreads its change over its leaves in proportion: score 0.857143', () => {
    const found = rippleScore(leaves, [0, 1])
    expect(found.expected[0]).toBeCloseTo(13.142857, 6)
    expect(found.expected[1]).toBeCloseTo(9.857143, 6)
    expect(found.expected.slice(2)).toEqual([10, 10])
    expect(found.potential).toBeCloseTo(0.857143, 6)
    expect(found.generalised).toBeCloseTo(0.857143, 6)
  })

  it('leaves that do not change explain nothing; all leaves at rest have no score', () => {
    expect(rippleScore(leaves, [2, 3])).toMatchObject({ potential: 0, generalised: 0 })
    expect(rippleScore([leaf(5, 5)], [0])).toMatchObject({ potential: null, generalised: null })
    expect(() => rippleScore(leaves, [])).toThrow(RangeError)
    expect(() => rippleScore(leaves, [9])).toThrow(RangeError)
  })

  it('an exact proportion scores one', () => {
    const forecasts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(forecasts, fc.double({ min: 1.1, max: 4, noNaN: true }), (all, factor) => {
        const some = all.map((forecast, index) =>
          leaf(forecast, index === 0 ? forecast * factor : forecast),
        )
        expect(rippleScore(some, [0]).potential).toBeCloseTo(1, 9)
        expect(rippleScore(some, [0]).generalised).toBeCloseTo(1, 9)
      }),
    )
  })

  it('deviation runs from −2 for a new leaf to 2 for a gone one', () => {
    expect([leaf(0, 5), leaf(5, 0), leaf(0, 0), leaf(20, 14)].map(deviation)).toEqual([
      -2,
      2,
      0,
      12 / 34,
    ])
  })
})
