import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adtributor,
  explain,
  ratioExplanatoryPower,
} from '../../../metrics/statistics/adtributor.ts'
import { concentration, pareto } from '../../../metrics/statistics/pareto.ts'
import { deviation, rippleScore } from '../../../metrics/statistics/ripple.ts'

const element = (name: string, forecast: number, actual: number) => ({ name, forecast, actual })
const product = [element('card', 50, 51), element('loan', 30, 68), element('debit', 20, 21)]
const branch = [element('e', 40, 56), element('w', 35, 50), element('n', 25, 34)]

describe('Adtributor', () => {
  it('explains 100 to 140 complaints by the loans', () => {
    const wanted = [
      [0.025, 0.00535],
      [0.95, 0.011079],
      [0.025, 0.001792],
    ]
    const found = explain(product)
    for (const [index, { explanatoryPower, surprise }] of found.entries()) {
      expect(explanatoryPower).toBeCloseTo(wanted[index]?.[0] ?? -1, 9)
      expect(surprise).toBeCloseTo(wanted[index]?.[1] ?? -1, 6)
    }
    expect(found.reduce((sum, { surprise }) => sum + surprise, 0)).toBeCloseTo(0.01822, 6)
  })

  it('is not surprised by the branches, which grew alike', () => {
    const found = explain(branch)
    expect(found.map(({ explanatoryPower }) => explanatoryPower)).toEqual([0.4, 0.375, 0.225])
    expect(found.reduce((sum, { surprise }) => sum + surprise, 0)).toBeCloseTo(0.0000439, 7)
    expect(Math.max(...found.map(({ surprise }) => surprise))).toBeLessThanOrEqual(0.000026)
  })

  it('puts product before branch, and of product the loans alone', () => {
    const found = adtributor({ branch, product })
    expect(found.map(({ dimension }) => dimension)).toEqual(['product', 'branch'])
    expect(found[0]?.elements.map(({ name }) => name)).toEqual(['loan'])
    expect(found[0]?.explanatoryPower).toBeCloseTo(0.95, 9)
    expect(adtributor({ branch, product }, { top: 1 })).toHaveLength(1)
  })

  it('leaves out a dimension that explains too little, and has nothing to say of no change', () => {
    const scattered = Array.from({ length: 20 }, (_, index) => element(`b${index}`, 5, 7))
    expect(adtributor({ scattered })).toEqual([])
    const still = [element('a', 5, 6), element('b', 5, 4)]
    expect(explain(still).map(({ explanatoryPower }) => explanatoryPower)).toEqual([null, null])
    expect(adtributor({ still })).toEqual([])
    expect(explain([])).toEqual([])
    expect(explain([element('new', 0, 4)])[0]).toMatchObject({ explanatoryPower: 1 })
  })

  it('parts sum to one and no surprise is negative', () => {
    const elements = fc.array(
      fc.tuple(fc.nat(300), fc.nat(300)).map(([f, a]) => element('x', f, a)),
      { maxLength: 15 },
    )
    fc.assert(
      fc.property(elements, (some) => {
        const found = explain(some)
        for (const { surprise } of found) expect(surprise).toBeGreaterThanOrEqual(0)
        if (found.length === 0 || found[0]?.explanatoryPower === null) return
        expect(found.reduce((sum, each) => sum + (each.explanatoryPower ?? 0), 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('of a ratio: complaints 40, 35, 25 over contacts that moved in step with two of them', () => {
    const ratio = (f: [number, number], a: [number, number]) => ({
      forecast: { count: f[0], exposure: f[1] },
      actual: { count: a[0], exposure: a[1] },
    })
    const found = ratioExplanatoryPower([
      ratio([40, 4000], [60, 4100]),
      ratio([35, 3500], [36, 3600]),
      ratio([25, 2500], [24, 2400]),
    ])
    for (const [index, part] of (found ?? []).entries()) {
      expect(part).toBeCloseTo([1, 0, 0][index] ?? 9, 9)
    }
    expect(found).toHaveLength(3)
    expect(ratioExplanatoryPower([ratio([1, 10], [1, 10])])).toBeNull()
    expect(ratioExplanatoryPower([])).toBeNull()
  })
})

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

describe('Pareto', () => {
  it('of the causes that the Bank of China published for 2025', () => {
    const shares = [73.4, 8.6, 5.6, 4, 3.3, 2.2, 1.2, 1.1]
    const rows = pareto(
      shares.map((count, index) => ({ name: `${index}`, count })),
      100,
    )
    const wanted = [73.4, 82, 87.6, 91.6, 94.9, 97.1, 98.3, 99.4]
    expect(rows).toHaveLength(8)
    for (const [index, { cumulative }] of rows.entries()) {
      expect(100 * cumulative).toBeCloseTo(wanted[index] ?? -1, 9)
    }
    expect(rows.map((row) => row.class).join('')).toBe('AABBBBCC')
  })

  it('of the causes that the Industrial Bank published for the first half of 2023', () => {
    const counts = [107_045, 69_259, 17_666, 2557, 1841]
    const rows = pareto(
      counts.map((count, index) => ({ name: `${index}`, count })),
      200_126,
    )
    const wanted = [53.49, 88.1, 96.92, 98.2, 99.12]
    for (const [index, { cumulative }] of rows.entries()) {
      expect(100 * cumulative).toBeCloseTo(wanted[index] ?? -1, 2)
    }
    expect(Math.round(concentration(rows.map(({ share }) => share)))).toBe(4139)
  })

  it('orders equal counts by name, sums to one, and has no rows without complaints', () => {
    const rows = pareto([
      { name: 'b', count: 2 },
      { name: 'a', count: 2 },
    ])
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(rows[1]?.cumulative).toBe(1)
    expect(pareto([{ name: 'a', count: 0 }])).toEqual([])
    expect(pareto([])).toEqual([])
    expect(concentration([1])).toBe(10_000)
    expect(() => pareto([{ name: 'a', count: -1 }])).toThrow(RangeError)
  })
})
