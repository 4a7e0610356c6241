import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  kitagawa,
  logMeanDecomposition,
  volumeMixRate,
} from '../../../metrics/statistics/decomposition.ts'

// complaints per 10,000 contacts of three products; contacts in units of 10,000
const products = [
  { weights: [0.5, 0.4], rates: [10, 11] },
  { weights: [0.3, 0.3], rates: [20, 18] },
  { weights: [0.2, 0.3], rates: [40, 40] },
] as const

const counted = products.map(({ weights: [w0, w1], rates: [r0, r1] }) => ({
  volumes: [10 * w0, 12 * w1] as const,
  counts: [10 * w0 * r0, 12 * w1 * r1] as const,
}))

describe('mix and rate', () => {
  it('19.0 to 21.8 is rate −0.15 and mix +2.95', () => {
    const found = kitagawa(products)
    expect(found.rate).toBeCloseTo(-0.15, 12)
    expect(found.mix).toBeCloseTo(2.95, 12)
    const wanted = [
      [0.45, -1.05, 0.99],
      [-0.6, 0, 0],
      [0, 4, 1.96],
    ]
    for (const [index, { rate, mix, centeredMix }] of found.groups.entries()) {
      expect(rate).toBeCloseTo(wanted[index]?.[0] ?? 9, 12)
      expect(mix).toBeCloseTo(wanted[index]?.[1] ?? 9, 12)
      expect(centeredMix).toBeCloseTo(wanted[index]?.[2] ?? 9, 12)
    }
  })

  it('of a rate that rises though each group improves is mix (Simpson)', () => {
    const found = kitagawa([
      { weights: [0.9, 0.5], rates: [0.1, 0.09] },
      { weights: [0.1, 0.5], rates: [0.4, 0.38] },
    ])
    expect(found.rate).toBeLessThan(0)
    expect(found.mix + found.rate).toBeCloseTo(0.235 - 0.13, 12)
    expect(found.mix).toBeGreaterThan(0.1)
  })

  it('a new or a closed group is mix only', () => {
    const found = kitagawa([
      { weights: [1, 0.8], rates: [10, 10] },
      { weights: [0, 0.2], rates: [Number.NaN, 30] },
      { weights: [0, 0], rates: [Number.NaN, Number.NaN] },
    ])
    expect(found.rate).toBe(0)
    expect(found.mix).toBeCloseTo(4, 12)
    expect(kitagawa([])).toEqual({ rate: 0, mix: 0, groups: [] })
  })

  it('sum to the change, whatever the groups', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const group = fc.record({ weights: fc.tuple(part, part), rates: fc.tuple(part, part) })
    fc.assert(
      fc.property(fc.array(group, { maxLength: 12 }), (groups) => {
        const overall = (period: 0 | 1) =>
          groups.reduce((sum, { weights, rates }) => sum + weights[period] * rates[period], 0)
        const found = kitagawa(groups)
        expect(Math.abs(found.rate + found.mix - (overall(1) - overall(0)))).toBeLessThan(1e-12)
        const normal = groups.map((each) => ({
          ...each,
          weights: [1 / groups.length, 1 / groups.length] as const,
        }))
        expect(Math.abs(kitagawa(normal).mix)).toBeLessThan(1e-12)
      }),
    )
  })

  it('centred parts sum to the mix where the weights sum to one', () => {
    const share = fc.integer({ min: 1, max: 50 })
    const group = fc.tuple(share, share, fc.nat(100), fc.nat(100))
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 9 }), (rows) => {
        const total = (column: 0 | 1) => rows.reduce((sum, row) => sum + row[column], 0)
        const found = kitagawa(
          rows.map(([w0, w1, r0, r1]) => ({
            weights: [w0 / total(0), w1 / total(1)],
            rates: [r0, r1],
          })),
        )
        const centered = found.groups.reduce((sum, each) => sum + each.centeredMix, 0)
        expect(centered).toBeCloseTo(found.mix, 9)
      }),
    )
  })
})

describe('volume, mix and rate of a count', () => {
  it('190.0 to 261.6 is volume 40.8, mix 32.45 and rate −1.65', () => {
    const found = volumeMixRate(counted)
    expect(found?.change).toBeCloseTo(71.6, 9)
    expect(found?.volume).toBeCloseTo(40.8, 9)
    expect(found?.mix).toBeCloseTo(32.45, 9)
    expect(found?.rate).toBeCloseTo(-1.65, 9)
  })

  it('by logarithmic means: 40.592, 32.682 and −1.674', () => {
    const found = logMeanDecomposition(counted)
    expect(found?.change).toBeCloseTo(71.6, 9)
    expect(found?.volume).toBeCloseTo(40.592, 3)
    expect(found?.mix).toBeCloseTo(32.682, 3)
    expect(found?.rate).toBeCloseTo(-1.674, 3)
  })

  it('is unknown without volume; logarithms need every group in both periods', () => {
    expect(volumeMixRate([])).toBeNull()
    expect(volumeMixRate([{ volumes: [0, 5], counts: [0, 1] }])).toBeNull()
    expect(logMeanDecomposition([])).toBeNull()
    expect(logMeanDecomposition([{ volumes: [5, 5], counts: [0, 1] }])).toBeNull()
    expect(logMeanDecomposition([{ volumes: [5, 10], counts: [2, 2] }])).toMatchObject({
      change: 0,
    })
  })

  it('sums to the change by both methods, new and closed groups included', () => {
    const pair = (min: number) =>
      fc.tuple(fc.integer({ min, max: 900 }), fc.integer({ min, max: 90 }))
    const groups = (min: number) =>
      fc.array(
        fc.tuple(pair(min), pair(min)).map(([[v0, c0], [v1, c1]]) => ({
          volumes: [v0, v1] as const,
          // nothing comes from no volume
          counts: [v0 === 0 ? 0 : c0, v1 === 0 ? 0 : c1] as const,
        })),
        { maxLength: 10 },
      )
    fc.assert(
      fc.property(groups(0), groups(1), (some, full) => {
        for (const found of [
          volumeMixRate(some),
          volumeMixRate(full),
          logMeanDecomposition(full),
        ]) {
          if (found === null) continue
          expect(found.volume + found.mix + found.rate).toBeCloseTo(found.change, 8)
        }
      }),
    )
  })
})
