import { describe, expect, it } from 'vitest'
import { rankRanges } from '../../../metrics/statistics/ranks.ts'

describe('ranks', () => {
  it('of units that differ little are wide, of one far above narrow', () => {
    const unit = (count: number, size: number) => ({ kind: 'rate' as const, count, size })
    const ranges = rankRanges([unit(95, 100), unit(50, 100), unit(52, 100), unit(0, 0)])
    expect(ranges).toEqual([{ low: 1, high: 1 }, { low: 2, high: 3 }, { low: 2, high: 3 }, null])
  })

  it('hold 95 % of the draws: a change of places in 10 % of them counts, in 1 % not', () => {
    const pair = (distance: number) =>
      rankRanges(
        [0, distance].map((value) => ({ kind: 'mean', value, standardError: Math.SQRT1_2 })),
      )
    expect(pair(1.2816)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
    ])
    expect(pair(2.3263)).toEqual([
      { low: 2, high: 2 },
      { low: 1, high: 1 },
    ])
  })

  it('are the same for the same seed', () => {
    const units = [
      { kind: 'per_exposure', count: 9, exposure: 100, scale: 1 },
      { kind: 'per_exposure', count: 12, exposure: 110, scale: 1 },
      { kind: 'mean', value: 0.1, standardError: 0.02 },
    ] as const
    expect(rankRanges(units, { seed: 4 })).toEqual(rankRanges(units, { seed: 4 }))
    expect(rankRanges(units, { seed: 4 })[0]).toEqual({ low: 1, high: 3 })
  })
})
