import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { independence } from '../../../metrics/statistics/contingency.ts'

describe('residuals of a table', () => {
  it('of gender by party: 30.07 with 2 degrees, adjusted 4.50, 0.70, −5.32', () => {
    // Agresti 2007, tables 2.5 and 2.6
    const found = independence([
      [762, 327, 468],
      [484, 239, 477],
    ])
    expect(found?.chiSquare).toBeCloseTo(30.07, 2)
    expect(found?.degrees).toBe(2)
    expect(found?.p).toBeCloseTo(2.9535891832e-7, 15)
    expect(found?.isReliable).toBe(true)
    const adjusted = found?.cells[0]?.map((cell) => cell.adjusted ?? 0) ?? []
    for (const [index, wanted] of [4.5, 0.7, -5.32].entries()) {
      expect(adjusted[index]).toBeCloseTo(wanted, 2)
    }
    expect(found?.cells[0]?.[0]?.expected).toBeCloseTo(703.67, 2)
    expect(found?.cells[0]?.[0]?.pearson).toBeCloseTo(
      (762 - 703.67138194) / Math.sqrt(703.67138194),
      7,
    )
  })

  it('of few counts is not reliable', () => {
    expect(
      independence([
        [3, 1],
        [1, 3],
      ])?.isReliable,
    ).toBe(false)
  })

  it('leaves empty rows and columns out of the test', () => {
    const full = independence([
      [8, 2],
      [3, 9],
    ])
    const wide = independence([
      [8, 0, 2],
      [3, 0, 9],
      [0, 0, 0],
    ])
    expect(wide?.chiSquare).toBeCloseTo(full?.chiSquare ?? -1, 12)
    expect(wide?.degrees).toBe(1)
    expect(wide?.cells[2]?.[1]).toEqual({ count: 0, expected: 0, pearson: 0, adjusted: 0 })
  })

  it('is unknown without two rows and columns, and refuses what is no table', () => {
    expect([
      independence([]),
      independence([[1, 2]]),
      independence([
        [1, 0],
        [2, 0],
      ]),
    ]).toEqual([null, null, null])
    expect(() => independence([[1, 2], [3]])).toThrow(RangeError)
    expect(() =>
      independence([
        [1, -2],
        [3, 1],
      ]),
    ).toThrow(RangeError)
  })

  it('has no residual where rows are in proportion', () => {
    const row = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 9 }), (first, factor) => {
        const found = independence([first, first.map((count) => count * factor)])
        expect(found?.chiSquare).toBeCloseTo(0, 9)
        expect(found?.p).toBeCloseTo(1, 4)
      }),
    )
  })
})
