import { describe, expect, it } from 'vitest'
import { estimateMean, netPromoterScore, welchTest } from '../../../metrics/statistics/means.ts'

const repeat = (value: number, times: number) => Array.from({ length: times }, () => value)

describe('mean with its interval', () => {
  it('of 100 survey answers: 4.59, between 4.4322 and 4.7478', () => {
    const answers = [...repeat(1, 2), 2, ...repeat(3, 5), ...repeat(4, 20), ...repeat(5, 72)]
    const found = estimateMean(answers)
    expect(found?.mean).toBeCloseTo(4.59, 12)
    expect(found?.deviation).toBeCloseTo(0.805223, 6)
    expect(found?.interval.low).toBeCloseTo(4.4322, 4)
    expect(found?.interval.high).toBeCloseTo(4.7478, 4)
  })

  it('of few values reaches further, by Student: 1, 2, 3 is 2 ± 4.303 / √3', () => {
    expect(estimateMean([1, 2, 3])?.interval.high).toBeCloseTo(
      2 + 4.302652729911275 / Math.sqrt(3),
      9,
    )
  })

  it('needs two values', () => {
    expect(estimateMean([5])).toBeNull()
    expect(estimateMean([])).toBeNull()
  })
})

describe('Welch test', () => {
  it('of the sleep data: t = −1.8608 at 17.776 degrees, p = 0.07939', () => {
    // Student 1908; printed in R's documentation of t.test(extra ~ group, data = sleep)
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const found = welchTest(first, second)
    expect(found?.t).toBeCloseTo(-1.8608, 4)
    expect(found?.degrees).toBeCloseTo(17.776, 3)
    expect(found?.p).toBeCloseTo(0.07939, 5)
    expect(found?.interval.low).toBeCloseTo(-3.3654832, 6)
    expect(found?.interval.high).toBeCloseTo(0.2054832, 6)
  })

  it('is unknown with one value, or when nothing varies', () => {
    expect(welchTest([1], [1, 2])).toBeNull()
    expect(welchTest([1, 1], [2, 2])).toBeNull()
  })
})

describe('net promoter score', () => {
  it('of 50, 30 and 20 in 100 is 30 ± 15.3', () => {
    const found = netPromoterScore(50, 20, 100)
    expect(found?.score).toBe(30)
    expect(found?.standardError).toBeCloseTo(7.81025, 5)
    expect(found?.interval.low).toBeCloseTo(14.7, 1)
    expect(found?.interval.high).toBeCloseTo(45.3, 1)
  })

  it('is unknown without answers', () => {
    expect(netPromoterScore(0, 0, 0)).toBeNull()
  })
})
