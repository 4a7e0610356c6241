import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fleissKappa,
  gwetAc1,
  ratingsOf,
  strengthOf,
} from '../../../metrics/statistics/agreement.ts'
import { cohenKappa } from '../../../metrics/statistics/cohen.ts'

// irrCAC (Gwet), data set cont3x3abstractors
const abstractors = [
  [13, 0, 0],
  [0, 20, 7],
  [0, 4, 56],
]

describe('agreement of many scorers', () => {
  // Fleiss 1971 as in the test of statsmodels
  const fleiss = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
  ]

  it("Fleiss' kappa of ten cases and fourteen scorers is 0.2099", () => {
    expect(fleissKappa(fleiss)?.coefficient).toBeCloseTo(0.2099, 4)
    expect(fleissKappa(fleiss)?.coefficient).toBeCloseTo(0.21, 3)
  })

  it('AC1 of the abstractors of irrCAC is 0.8493305 (0.764 to 0.935)', () => {
    const found = gwetAc1(ratingsOf(abstractors))
    expect(found?.coefficient).toBeCloseTo(0.8493305, 7)
    // irrCAC divides a table of two scorers by n, cases by n − 1: 0.04321747 of 100 cases
    expect((found?.standardError ?? 0) * Math.sqrt(99 / 100)).toBeCloseTo(0.04321747, 7)
    expect(found?.interval.low).toBeCloseTo(0.764, 2)
    expect(found?.interval.high).toBeCloseTo(0.935, 2)
  })

  it('takes cases that not everyone scored', () => {
    // hand count of pairs: 3 of 3, 1 of 3, left out (scored once)
    const found = fleissKappa([
      [3, 0],
      [2, 1],
      [0, 1],
      [0, 2],
    ])
    expect(found?.observed).toBeCloseTo((1 + 1 / 3 + 1) / 3, 12)
  })

  it('is unknown under two cases scored twice, or with one category', () => {
    for (const coefficient of [fleissKappa, gwetAc1]) {
      expect(coefficient([])).toBeNull()
      expect(
        coefficient([
          [1, 1],
          [1, 0],
        ]),
      ).toBeNull()
      expect(
        coefficient([
          [2, 0],
          [2, 0],
        ]),
      ).toBeNull()
    }
  })

  it('has names for its strength', () => {
    expect([0.1, 0.4, 0.5, 0.61, 0.81].map(strengthOf)).toEqual([
      'slight',
      'fair',
      'moderate',
      'substantial',
      'almost_perfect',
    ])
  })
})

describe('any table of two scorers', () => {
  const cell = fc.integer({ min: 0, max: 15 })
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  })

  it('has coefficients of at most 1, inside their intervals, the same for the other scorer first', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const turned = cells.map((_, i) => cells.map((row) => row[i] ?? 0))
        const found = [cohenKappa(cells), fleissKappa(ratingsOf(cells)), gwetAc1(ratingsOf(cells))]
        for (const each of found) {
          if (each === null) continue
          expect(each.coefficient).toBeLessThanOrEqual(1 + 1e-12)
          expect(each.interval.low).toBeLessThanOrEqual(each.coefficient + 1e-12)
          expect(each.interval.high).toBeGreaterThanOrEqual(each.coefficient - 1e-12)
        }
        const other = cohenKappa(turned)
        expect(other === null).toBe(found[0] === null)
        expect(other?.coefficient ?? 0).toBeCloseTo(found[0]?.coefficient ?? 0, 12)
        expect(other?.standardError ?? 0).toBeCloseTo(found[0]?.standardError ?? 0, 9)
      }),
    )
  })

  it('without disagreement has coefficients of 1', () => {
    fc.assert(
      fc.property(fc.tuple(cell, cell, cell), ([a, b, c]) => {
        fc.pre([a, b, c].filter((count) => count > 0).length > 1)
        const cells = [
          [a, 0, 0],
          [0, b, 0],
          [0, 0, c],
        ]
        expect(cohenKappa(cells)?.coefficient).toBeCloseTo(1, 12)
        expect(gwetAc1(ratingsOf(cells))?.coefficient).toBeCloseTo(1, 12)
      }),
    )
  })
})
