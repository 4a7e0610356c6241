import { describe, expect, it } from 'vitest'
import { quantile } from '../../../metrics/statistics/series.ts'

describe('quantile', () => {
  it('lies between the nearest values, as the p90 of six call times', () => {
    expect(quantile([155, 240, 300, 405, 125, 230], 0.9)).toBeCloseTo(352.5, 9)
    expect(quantile([7], 0.3)).toBe(7)
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })
})
