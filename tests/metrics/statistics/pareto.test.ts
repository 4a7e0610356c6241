import { describe, expect, it } from 'vitest'
import { concentration, pareto } from '../../../metrics/statistics/pareto.ts'

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
