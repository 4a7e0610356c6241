import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactPoisson } from '../../../metrics/statistics/counts.ts'
import { funnel, unitsToAdjust, winsorise } from '../../../metrics/statistics/funnel.ts'

const five = [
  { count: 12, size: 1000 },
  { count: 30, size: 2000 },
  { count: 9, size: 300 },
  { count: 50, size: 5000 },
  { count: 3, size: 700 },
]

describe('funnel of rates', () => {
  // testdata_funnel_prop_outputs.csv of PHEindicatormethods (UKHSA), pooled share 0.80642448
  const pooled = { count: 80_642_448, size: 100_000_000 }
  it.each([
    [1, 3.204264, undefined],
    [2, 25.885383, undefined],
    [5, 46.011039, 26.039864],
  ])('of %i cases has the published lower limits in percent', (size, near, far) => {
    // a unit so small beside the pool that it does not move the centre
    const found = funnel('rate', [pooled, { count: size * 0.80642448, size }])?.units[1]
    expect(100 * (found?.limits95.low ?? 0)).toBeCloseTo(near, 6)
    if (far !== undefined) expect(100 * (found?.limits998.low ?? 0)).toBeCloseTo(far, 6)
    expect(found?.limits95.high).toBeLessThanOrEqual(1)
  })

  it('of five units is not adjusted, though their spread is three times what chance gives', () => {
    const found = funnel('rate', five)
    expect(found?.center).toBeCloseTo(0.0115556, 7)
    const z = found?.units.map((unit) => unit.z) ?? []
    for (const [index, wanted] of [0.132, 1.441, 2.989, -1.029, -1.8].entries()) {
      expect(z[index]).toBeCloseTo(wanted, 3)
    }
    expect(found?.overDispersion).toBeCloseTo(3.0656, 4)
    expect((z[2] ?? 0) / Math.sqrt(found?.overDispersion ?? 1)).toBeCloseTo(1.707, 3)
    expect(found?.isAdjusted).toBe(false)
    expect(found?.units.map((unit) => unit.class)).toEqual([
      'within',
      'within',
      'high_95',
      'within',
      'within',
    ])
  })

  it('of ten units is widened by the winsorised spread, and the outlier comes inside', () => {
    const found = funnel('rate', [...five, ...five])
    expect(unitsToAdjust).toBe(10)
    expect(found?.isAdjusted).toBe(true)
    const plain = funnel('rate', five)?.units.map(({ z }) => z) ?? []
    const drawn = winsorise([...plain, ...plain])
    const spread = drawn.reduce((total, z) => total + z * z, 0) / 10
    expect(found?.overDispersion).toBeCloseTo(spread, 12)
    expect(found?.units[2]?.z).toBeCloseTo((plain[2] ?? 0) / Math.sqrt(spread), 12)
    expect(found?.units[2]?.class).toBe('within')
  })

  it('is not narrowed where units differ less than by chance', () => {
    const found = funnel(
      'rate',
      Array.from({ length: 12 }, (_, index) => ({ count: 50 + (index % 2), size: 100 })),
    )
    expect(found?.overDispersion).toBeLessThan(0.1)
    expect(found?.isAdjusted).toBe(false)
    expect(found?.units[0]?.limits95.high).toBeCloseTo(
      0.505 + 1.96 * Math.sqrt((0.505 * 0.495) / 100),
      4,
    )
  })

  it('names all five classes', () => {
    const at = (count: number) => ({ count, size: 10_000 })
    const found = funnel('rate', [at(5000), at(5110), at(4890), at(5300), at(4700)])
    expect(found?.units.map((unit) => unit.class)).toEqual([
      'within',
      'high_95',
      'low_95',
      'high_99.8',
      'low_99.8',
    ])
  })

  it('is unknown without units or where all or nothing counts', () => {
    expect(funnel('rate', [])).toBeNull()
    expect(funnel('rate', [{ count: 3, size: 3 }])).toBeNull()
    expect(funnel('per_exposure', [{ count: 0, size: 3 }])).toBeNull()
    expect(() => funnel('rate', [{ count: 0, size: 0 }])).toThrow(RangeError)
    expect(() => funnel('rate', [{ count: 4, size: 3 }])).toThrow(RangeError)
  })
})

describe('funnel of counts per exposure', () => {
  it('has the exact Poisson limits of the expected count', () => {
    const units = [
      { count: 6, size: 1000 },
      { count: 4, size: 1000 },
      { count: 10, size: 2000 },
    ]
    const unit = funnel('per_exposure', units)?.units[0]
    expect(unit?.limits95.low).toBeCloseTo(exactPoisson(5).low / 1000, 12)
    expect(unit?.limits998.high).toBeCloseTo(exactPoisson(5, 0.998).high / 1000, 12)
  })

  it('holds every unit that has the pooled rate', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (all, rate) => {
        const units = all.map((size) => ({ size, count: size * rate }))
        for (const kind of ['rate', 'per_exposure'] as const) {
          for (const unit of funnel(kind, units)?.units ?? []) expect(unit.class).toBe('within')
        }
      }),
      { numRuns: 40 },
    )
  })
})
