import { describe, expect, it } from 'vitest'
import {
  measuredValue,
  normalDraws,
  plausibleValue,
} from '../../../metrics/statistics/plausible.ts'
import { wilson } from '../../../metrics/statistics/proportion.ts'

const rate = (count: number, size: number) => ({ kind: 'rate' as const, count, size })
const per = (scale: number, count: number, exposure: number) => ({
  kind: 'per_exposure' as const,
  count,
  exposure,
  scale,
})

describe('measured value', () => {
  // complaints per 1,000 policies that Scottish Friendly published for the first half of 2017
  it.each([
    [138, 911_505, 0.1514],
    [158, 40_235, 3.9269],
    [274, 332_213, 0.8248],
    [1, 1138, 0.8787],
  ])('of %i complaints over %i policies', (count, policies, wanted) => {
    expect(measuredValue(per(1000, count, policies))).toBeCloseTo(wanted, 4)
  })

  it('of the Bank of Communications in the first quarter of 2022 fits all three units', () => {
    // 2,781 about cards are 80.2 %; 1,200.4 per 1,000 outlets; 187.1 per 10 million customers
    expect(measuredValue(rate(2781, 3468))).toBeCloseTo(0.802, 3)
    expect(measuredValue(per(1000, 3468, 2889))).toBeCloseTo(1200.4, 0)
    expect(measuredValue(per(1e7, 3468, 185.36e6))).toBeCloseTo(187.1, 1)
  })

  it('of 12 complaints in 8,000 contacts is 15 per 10,000; without contacts there is none', () => {
    expect(measuredValue(per(1e4, 12, 8000))).toBeCloseTo(15, 12)
    expect([measuredValue(per(1e4, 1, 0)), measuredValue(rate(0, 0))]).toEqual([null, null])
  })
})

describe('plausible value', () => {
  it('draws the bounds of the intervals: 1.96 is the 95 % bound of Wilson', () => {
    expect(plausibleValue(rate(65, 100), 1.959963984540054)).toBe(wilson(65, 100)?.high)
    expect(plausibleValue(rate(65, 100), 0)).toBeCloseTo(0.65, 12)
    expect(plausibleValue(per(1, 1, 0), 1)).toBeNull()
    const next = normalDraws(1)
    const draws = Array.from({ length: 20_000 }, next)
    const [total, squares] = [
      draws.reduce((sum, z) => sum + z, 0),
      draws.reduce((sum, z) => sum + z * z, 0),
    ]
    expect(total / 20_000).toBeCloseTo(0, 1)
    expect(squares / 20_000).toBeCloseTo(1, 1)
  })
})
