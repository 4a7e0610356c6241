import { describe, expect, it } from 'vitest'
import { gwetAc1, ratingsOf } from '../../../metrics/statistics/agreement.ts'
import { cohenKappa } from '../../../metrics/statistics/cohen.ts'

const textbook = [
  [20, 5],
  [10, 15],
]

// statsmodels, stats/tests/test_inter_rater.py
const anxiety = [
  [0, 4, 1],
  [0, 8, 0],
  [0, 1, 5],
]

// irrCAC (Gwet), data set cont3x3abstractors
const abstractors = [
  [13, 0, 0],
  [0, 20, 7],
  [0, 4, 56],
]

describe("Cohen's kappa", () => {
  it('of the usual textbook table is 0.40 ± 0.127', () => {
    expect(cohenKappa(textbook)?.coefficient).toBeCloseTo(0.4, 12)
    expect(cohenKappa(textbook)?.standardError).toBeCloseTo(0.127, 4)
  })

  it('of the table of statsmodels, plain and with linear weights', () => {
    const plain = cohenKappa(anxiety)
    expect(plain?.coefficient).toBeCloseTo(0.484163, 6)
    expect(plain?.standardError).toBeCloseTo(0.138014, 6)
    expect(plain?.interval.low).toBeCloseTo(0.213661, 6)
    expect(plain?.interval.high).toBeCloseTo(0.754665, 6)
    expect(cohenKappa(anxiety, 'linear')?.coefficient).toBeCloseTo(0.47012, 6)
  })

  it('weighs by the squared distance; two categories leave nothing to weigh', () => {
    // agreement 0.881579, by chance 0.784626
    expect(cohenKappa(anxiety, 'quadratic')?.coefficient).toBeCloseTo(0.4501607717, 9)
    expect(cohenKappa(textbook, 'quadratic')?.coefficient).toBeCloseTo(0.4, 12)
  })

  it('of the abstractors of irrCAC', () => {
    expect(cohenKappa(abstractors)?.coefficient).toBeCloseTo(0.7964094, 7)
    expect(cohenKappa(abstractors)?.standardError).toBeCloseTo(0.05891072, 7)
  })

  it('falls where one category is common, and AC1 does not (both agree in 90 %)', () => {
    const [common, even] = [
      [
        [85, 5],
        [5, 5],
      ],
      [
        [45, 5],
        [5, 45],
      ],
    ]
    expect(cohenKappa(common)?.observed).toBeCloseTo(0.9, 12)
    expect(cohenKappa(common)?.coefficient).toBeCloseTo(0.444, 3)
    expect(cohenKappa(even)?.coefficient).toBeCloseTo(0.8, 12)
    expect(gwetAc1(ratingsOf(common))?.coefficient).toBeCloseTo(0.878, 3)
    expect(gwetAc1(ratingsOf(even))?.coefficient).toBeCloseTo(0.8, 12)
  })

  it('is unknown without cases or with one category; a table must be square', () => {
    expect(cohenKappa([])).toBeNull()
    expect(
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull()
    expect(
      cohenKappa([
        [9, 0],
        [0, 0],
      ]),
    ).toBeNull()
    expect(() => cohenKappa([[1, 2]])).toThrow(RangeError)
  })
})
