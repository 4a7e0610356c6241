import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countCusum, earsWarnings } from '../../../metrics/statistics/early-warning.ts'

describe('EARS', () => {
  const days = [10, 12, 9, 11, 10, 8, 10, 20]

  it('of 20 after a week around 10 is an alarm (C1 of the R package surveillance)', () => {
    const found = earsWarnings(days)
    expect(found.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => null))
    expect(found[7]).toMatchObject({ count: 20, expected: 10, isAlarm: true })
    expect(found[7]?.limit).toBeCloseTo(13.98947, 5)
    expect((found[7]?.limit ?? 0) - 10).toBeCloseTo(3.090232306 * 1.290994, 5)
    expect(earsWarnings(days, { z: 3 })[7]?.limit).toBeCloseTo(13.873, 4)
  })

  it('C2 compares with the week that ended two days before', () => {
    const found = earsWarnings([...days, 11, 20], { lag: 2 })
    expect(found[8]).toBeNull()
    expect(found[9]?.expected).toBe(10)
    expect(found[9]?.limit).toBeCloseTo(13.98947, 5)
  })

  it('one case after a quiet week is an alarm only without the Poisson deviation', () => {
    const quiet = [1, 1, 1, 1, 1, 1, 1, 3]
    expect(earsWarnings(quiet)[7]?.isAlarm).toBe(true)
    expect(earsWarnings(quiet, { isPoissonAtLeast: true })[7]).toMatchObject({ isAlarm: false })
    expect(earsWarnings(quiet, { isPoissonAtLeast: true })[7]?.limit).toBeCloseTo(1 + 3.0902323, 6)
  })

  it('has no warnings without days, and needs two days of baseline', () => {
    expect(earsWarnings([])).toEqual([])
    expect(() => earsWarnings([1], { baseline: 1 })).toThrow(RangeError)
  })
})

describe('CUSUM of counts', () => {
  // Lucas 1985: between 4 and 8 a day, k = 4 / ln 2 = 5.7708
  const k = 4 / Math.log(2)
  const options = { factor: 2, threshold: 10 }

  it('sums what counts exceed the reference value, from the first day of the rise', () => {
    const found = countCusum([4, 8, 9, 3, 12, 9], 4, options)
    const sums = [0, 8 - k, 17 - 2 * k, 20 - 3 * k, 32 - 4 * k, 41 - 5 * k]
    for (const [index, { sum }] of found.entries()) expect(sum).toBeCloseTo(sums[index] ?? -1, 12)
    expect(found.map(({ isAlarm }) => isAlarm)).toEqual([false, false, false, false, false, true])
    expect(found.map(({ since }) => since)).toEqual([null, 1, 1, 1, 1, 1])
  })

  it('starts again after it fell to 0', () => {
    expect(countCusum([9, 0, 9], 4, options).map(({ since }) => since)).toEqual([0, null, 2])
  })

  it('takes an expected count per weekday', () => {
    const found = countCusum([8, 4], [8, 4], options)
    expect(found.map(({ sum }) => sum)).toEqual([0, 0])
    expect(() => countCusum([8, 4], [8], options)).toThrow(RangeError)
  })

  it('never falls below 0, and falls to it while counts are as expected or lower', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 20 }), (counts, usual) => {
        for (const { sum } of countCusum(counts, usual, options))
          expect(sum).toBeGreaterThanOrEqual(0)
        const calm = counts.map((count) => Math.min(count, usual))
        for (const { sum } of countCusum(calm, usual, options)) expect(sum).toBe(0)
      }),
    )
  })

  it('refuses a rise that is none, an expected count of 0 and a negative count', () => {
    expect(() => countCusum([1], 4, { factor: 1, threshold: 5 })).toThrow(RangeError)
    expect(() => countCusum([1], 0, options)).toThrow(RangeError)
    expect(() => countCusum([-1], 4, options)).toThrow(RangeError)
    expect(countCusum([], 4, options)).toEqual([])
  })
})
