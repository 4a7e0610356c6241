import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaLower, betaQuantile } from '../../../metrics/statistics/beta.ts'
import {
  binomialCdf,
  binomialTest,
  chiSquareUpper,
  normalCdf,
  normalQuantile,
  normalTwoSided,
  poissonCdf,
  poissonUpper,
  studentOfLevel,
  studentTwoSided,
  zOfLevel,
} from '../../../metrics/statistics/distributions.ts'
import {
  gammaLower,
  gammaLowerQuantile,
  gammaUpper,
  gammaUpperQuantile,
} from '../../../metrics/statistics/gamma.ts'
import { z95, z998 } from '../../../metrics/statistics/interval.ts'
import { logGamma } from '../../../metrics/statistics/log-gamma.ts'
import { binomialDensity, poissonDensity } from '../../../metrics/statistics/saddle-point.ts'

/** Within 1e-10 of the size of the expected number. */
function expectNear(found: number, wanted: number): void {
  expect(Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-300)).toBeLessThan(1e-10)
}

describe('gamma function', () => {
  // DLMF 5.4 and 5.11; last two: mpmath 1.3 with 40 digits
  it.each([
    [0.5, Math.log(Math.PI) / 2],
    [11, Math.log(3628800)],
    [0.1, 2.252712651734206],
    [12345.6, 103959.18506616846],
  ])('logarithm at %d', (x, wanted) => expectNear(logGamma(x), wanted))

  it('has no logarithm at 0 or below', () => {
    expect(() => logGamma(0)).toThrow(RangeError)
  })

  // mpmath 1.3, 40 digits
  it.each([
    [0.5, 0.25, 0.5204998778130465],
    [5, 2, 0.05265301734371115],
    [200, 40, 1.736075326633875e-72],
    [5000, 4950, 0.2404799143160206],
  ])('lower incomplete of a = %d, x = %d', (a, x, wanted) => {
    expectNear(gammaLower(a, x), wanted)
    expect(gammaLower(a, x) + gammaUpper(a, x)).toBeCloseTo(1, 12)
  })

  it('keeps its digits in the upper tail', () => {
    expectNear(gammaUpper(200, 600), 7.145370279530628e-81)
  })

  it('is undone by its quantiles', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 500, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, share) => {
          expectNear(gammaLower(a, gammaLowerQuantile(share, a)), share)
          expectNear(gammaUpper(a, gammaUpperQuantile(share, a)), share)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('refuses arguments outside its domain', () => {
    expect(() => gammaLower(0, 1)).toThrow(RangeError)
    expect(() => gammaUpper(1, -1)).toThrow(RangeError)
    expect(() => gammaLowerQuantile(1, 2)).toThrow(RangeError)
    expect(() => gammaUpperQuantile(0, 2)).toThrow(RangeError)
    expect([gammaLowerQuantile(0, 2), gammaUpperQuantile(1, 2)]).toEqual([0, 0])
  })
})

describe('incomplete beta function', () => {
  // I_x(2, 9) = 1 − (1 − x)^9 (1 + 9x); I_x(½, ½) = 2/π arcsin √x; the last: SciPy 1.17
  it.each([
    [0.2, 2, 9, 1 - 0.8 ** 9 * 2.8],
    [0.3, 0.5, 0.5, (2 / Math.PI) * Math.asin(Math.sqrt(0.3))],
    [0.01, 20, 81, 2.494416560402921e-20],
  ])('at %d of %d and %d', (x, a, b, wanted) => expectNear(betaLower(x, a, b), wanted))

  it('is undone by its quantile and mirrored by its complement', () => {
    // under 1 the quantile can lie nearer to 0 or 1 than numbers do
    const shape = fc.double({ min: 1, max: 300, noNaN: true })
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, share) => {
        expect(betaLower(share, a, b) + betaLower(1 - share, b, a)).toBeCloseTo(1, 10)
        expect(betaLower(betaQuantile(share, a, b), a, b)).toBeCloseTo(share, 9)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses arguments outside its domain', () => {
    expect(() => betaLower(1.1, 1, 1)).toThrow(RangeError)
    expect(() => betaQuantile(-0.1, 1, 1)).toThrow(RangeError)
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1])
  })
})

describe('normal distribution', () => {
  // Abramowitz and Stegun, table 26.1; Wichura 1988 (AS 241) for the quantiles
  it.each([
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [-3, 0.0013498980316300946],
    [0, 0.5],
  ])('below %d', (z, wanted) => expectNear(normalCdf(z), wanted))

  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, z95],
    [0.999, z998],
  ])('quantile %d', (share, wanted) => expectNear(normalQuantile(share), wanted))

  it('agrees with itself on both sides', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15)
    expectNear(normalTwoSided(z95), 0.05)
    expectNear(zOfLevel(0.95), z95)
    expectNear(zOfLevel(0.998), z998)
    expect(() => normalQuantile(0)).toThrow(RangeError)
  })
})

describe('chi-square, Poisson, binomial and Student', () => {
  it('chi-square of the printed 5 % points leaves 5 %', () => {
    // NIST/SEMATECH e-Handbook 1.3.6.7.4, which prints 3.841 and 18.307; digits of SciPy 1.17
    expectNear(chiSquareUpper(3.841458820694124, 1), 0.05)
    expectNear(chiSquareUpper(18.307038053275146, 10), 0.05)
  })

  it('Poisson sums its densities', () => {
    const direct = [0, 1, 2, 3].map((count) => poissonDensity(count, 2.5))
    expectNear(direct[2] ?? 0, (Math.exp(-2.5) * 2.5 ** 2) / 2)
    expectNear(
      poissonCdf(3, 2.5),
      direct.reduce((a, b) => a + b, 0),
    )
    expectNear(poissonUpper(4, 2.5), 1 - poissonCdf(3, 2.5))
    expect([poissonCdf(-1, 2), poissonUpper(0, 2), poissonCdf(0, 0)]).toEqual([0, 1, 1])
    expect([poissonDensity(0, 0), poissonDensity(1, 0)]).toEqual([1, 0])
  })

  it('binomial sums its densities', () => {
    const direct = [0, 1, 2, 3].map((count) => binomialDensity(count, 10, 0.3))
    expectNear(direct[3] ?? 0, 120 * 0.3 ** 3 * 0.7 ** 7)
    expectNear(
      binomialCdf(3, 10, 0.3),
      direct.reduce((a, b) => a + b, 0),
    )
    expect([binomialCdf(-1, 10, 0.3), binomialCdf(10, 10, 0.3)]).toEqual([0, 1])
    expect([binomialDensity(0, 5, 0), binomialDensity(5, 5, 1), binomialDensity(4, 5, 1)]).toEqual([
      1, 1, 0,
    ])
  })

  it('the exact test adds what is no likelier than what was seen', () => {
    // R's documentation of binom.test (Conover 1971): 682 of 925 against 3/4
    expect(binomialTest(682, 925, 0.75)).toBeCloseTo(0.3824915595748517, 10)
    expect(binomialTest(5, 10, 0.5)).toBe(1)
  })

  it('Student has the printed 5 % points', () => {
    // NIST/SEMATECH e-Handbook 1.3.6.7.2 prints 2.262; digits of SciPy 1.17
    expectNear(studentOfLevel(0.95, 9), 2.262157162798205)
    expectNear(studentTwoSided(2.262157162798205, 9), 0.05)
    expectNear(studentTwoSided(1, 1), 0.5)
  })
})
