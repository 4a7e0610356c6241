import { describe, expect, it } from 'vitest'
import { compareRates } from '../../../metrics/statistics/rate-ratio.ts'

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
