import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adtributor,
  explain,
  ratioExplanatoryPower,
} from '../../../metrics/statistics/adtributor.ts'

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
