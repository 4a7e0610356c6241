import { describe, expect, it } from 'vitest'
import { fisherGreater } from '../../../metrics/statistics/fisher.ts'

const choose = (size: number, count: number): number =>
  count < 0 || count > size ? 0 : count === 0 ? 1 : (choose(size - 1, count - 1) * size) / count

describe('Fisher’s exact test', () => {
  it('gives the published p of tea tasting and of convictions of twins', () => {
    expect(fisherGreater(3, 4, 1, 4)).toBeCloseTo(17 / 70, 12)
    expect(fisherGreater(10, 13, 2, 17)).toBeCloseTo(0.0004652, 7)
  })

  it('is the sum over all tables that are as extreme, for every small table', () => {
    let tables = 0
    for (let size = 1; size <= 6; size++) {
      for (let other = 1; other <= 5; other++) {
        for (let count = 0; count <= size; count++) {
          for (let otherCount = 0; otherCount <= other; otherCount++) {
            const holding = count + otherCount
            let ways = 0
            for (let first = count; first <= size; first++) {
              ways += choose(size, first) * choose(other, holding - first)
            }
            const p = ways / choose(size + other, holding)
            expect(fisherGreater(count, size, otherCount, other)).toBeCloseTo(p, 12)
            tables++
          }
        }
      }
    }
    expect(tables).toBe(540)
  })

  it('is 1 with nothing to compare, and refuses a count above its size', () => {
    expect(fisherGreater(0, 5, 3, 5)).toBe(1)
    expect(fisherGreater(3, 5, 0, 0)).toBe(1)
    expect(() => fisherGreater(6, 5, 0, 5)).toThrow(RangeError)
  })

  it('keeps its digits where both groups are large', () => {
    const p = fisherGreater(600, 10_000, 400, 10_000)
    expect(p).toBeGreaterThan(1e-11)
    expect(p).toBeLessThan(1e-9)
  })
})
