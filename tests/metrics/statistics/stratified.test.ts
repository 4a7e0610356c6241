import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wilson } from '../../../metrics/statistics/proportion.ts'
import { stratifiedRate } from '../../../metrics/statistics/stratified.ts'

describe('rate from inspections per stratum', () => {
  it('weighs 76 of 80 from 8,000 and 68 of 80 from 2,000: 93.0 % (88.9 to 97.1), pooled 90.0 %', () => {
    const found = stratifiedRate([
      { population: 8000, size: 80, count: 76 },
      { population: 2000, size: 80, count: 68 },
    ])
    expect(found?.value).toBeCloseTo(0.93, 12)
    expect(found?.unweighted).toBeCloseTo(0.9, 12)
    expect(found?.interval?.low).toBeCloseTo(0.889, 3)
    expect(found?.interval?.high).toBeCloseTo(0.971, 3)
  })

  it('weighs survey answers by channel: 90 of 100 and 30 of 50 are 87.0 %, pooled 80.0 %', () => {
    const found = stratifiedRate([
      { population: 9000, size: 100, count: 90 },
      { population: 1000, size: 50, count: 30 },
    ])
    expect(found?.value).toBeCloseTo(0.87, 12)
    expect(found?.unweighted).toBeCloseTo(0.8, 12)
  })

  it('corrects for finite strata: half of them inspected halves the variance', () => {
    const rate = (population: number) =>
      stratifiedRate([{ population, size: 50, count: 40 }])?.standardError ?? 0
    expect(rate(100) ** 2 / rate(1e12) ** 2).toBeCloseTo(0.5, 9)
    expect(rate(1e12)).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 49), 9)
  })

  it('is certain where every case was inspected', () => {
    const found = stratifiedRate([{ population: 40, size: 40, count: 30 }])
    expect(found).toMatchObject({ standardError: 0, interval: { low: 0.75, high: 0.75 } })
  })

  it('falls back on Wilson where every inspection passed', () => {
    const found = stratifiedRate([
      { population: 500, size: 20, count: 20 },
      { population: 500, size: 20, count: 20 },
    ])
    expect(found?.interval?.low).toBeCloseTo(wilson(40, 40)?.low ?? -1, 12)
    expect(found?.interval?.high).toBe(1)
  })

  it('has no error with one inspection in a stratum, no value with none', () => {
    const one = { population: 100, size: 1, count: 1 }
    const many = { population: 100, size: 10, count: 8 }
    expect(stratifiedRate([one, many])).toMatchObject({
      value: 0.9,
      standardError: null,
      interval: null,
    })
    expect(stratifiedRate([{ ...one, size: 0, count: 0 }, many])).toBeNull()
    expect(stratifiedRate([{ population: 0, size: 0, count: 0 }, many])?.value).toBe(0.8)
    expect(stratifiedRate([])).toBeNull()
    expect(() => stratifiedRate([{ population: 5, size: 10, count: 8 }])).toThrow(RangeError)
  })

  it('lies between the rates of its strata', () => {
    const stratum = fc
      .tuple(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.nat(5000))
      .map(([size, passed, more]) => ({
        population: size + more,
        size,
        count: Math.min(passed, size),
      }))
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), (strata) => {
        const found = stratifiedRate(strata)
        const shares = strata.map(({ count, size }) => count / size)
        expect(found?.value).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-12)
        expect(found?.value).toBeLessThanOrEqual(Math.max(...shares) + 1e-12)
        expect(found?.interval?.low).toBeLessThanOrEqual((found?.value ?? 0) + 1e-9)
        expect(found?.interval?.high).toBeGreaterThanOrEqual((found?.value ?? 1) - 1e-9)
      }),
    )
  })
})
