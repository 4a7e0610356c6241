import { describe, expect, it } from 'vitest'
import {
  detectableRates,
  inspectionsNeeded,
  sizePerGroup,
} from '../../../metrics/statistics/sample-size.ts'

describe('sample sizes', () => {
  it.each([
    [0.5, 0.05, Number.POSITIVE_INFINITY, 384.15, 2],
    [0.9, 0.05, Number.POSITIVE_INFINITY, 138.29, 2],
    [0.5, 0.05, 60_000, 381.7, 1],
    [0.5, 0.05, 2000, 322.4, 1],
    [0.9, 0.05, 400, 103.0, 1],
  ])('to know a rate of %d to ± %d among %d cases', (share, error, population, wanted, digits) => {
    expect(inspectionsNeeded(share, error, population)).toBeCloseTo(wanted, digits)
  })

  it.each([
    [0.92, 0.9, 3211],
    [0.95, 0.9, 432],
    [0.7, 0.75, 1248],
    [0.95, 0.93, 2210],
  ])('per group to tell %d from %d', (first, second, wanted) => {
    expect(sizePerGroup(first, second)).toBe(wanted)
  })

  it('the smallest change that a sample can show is the one that needs that sample', () => {
    const { low, high } = detectableRates(0.9, 3211)
    expect(sizePerGroup(0.9, (low ?? 0) - 1e-9)).toBeLessThanOrEqual(3211)
    expect(sizePerGroup(0.9, (low ?? 0) + 1e-4)).toBeGreaterThan(3211)
    expect(high).toBeCloseTo(0.92, 4)
    expect(detectableRates(0.98, 50).high).toBeNull()
    expect(detectableRates(0.5, 0)).toEqual({ low: null, high: null })
  })

  it('equal rates are never told apart; an error of 0 is refused', () => {
    expect(sizePerGroup(0.9, 0.9)).toBe(Number.POSITIVE_INFINITY)
    expect(() => inspectionsNeeded(0.5, 0)).toThrow(RangeError)
    expect(() => sizePerGroup(1.2, 0.9)).toThrow(RangeError)
  })
})
