import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chart, rateChart } from '../../../metrics/statistics/control-chart.ts'
import { findSignals } from '../../../metrics/statistics/signals.ts'

// data of the package qcc (luca-scr/qcc, data/*.txt); results printed in its article qcc.html
const juice = [
  12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7,
  13, 9, 6,
].map((count) => ({ count, size: 50 }))

describe('signals', () => {
  /** A chart around 0 with sigma 1. */
  const chartOf = (values: readonly number[]): Chart => ({
    center: 0,
    sigmaZ: null,
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    points: values.map((value) => ({ value, sigma: 1, low: -3, high: 3 })),
  })
  const found = (values: readonly number[]) =>
    findSignals(chartOf(values)).map(
      ({ rule, at, since, side }) => `${rule} ${since}-${at} ${side}`,
    )

  it('a point outside its limits signals, a point on them does not', () => {
    expect(found([0, 3.1, 0, -3.1, 3])).toEqual(['beyond_limits 1-1 high', 'beyond_limits 3-3 low'])
  })

  it('the eighth successive point on one side signals; a point on the line ends the run', () => {
    const seven = [1, 0.5, 1, 0.5, 1, 0.5, 1]
    expect(found(seven)).toEqual([])
    expect(found([...seven, 0.5])).toEqual(['eight_on_one_side 0-7 high'])
    expect(found([...seven, 0, 0.5])).toEqual([])
    expect(found([...seven, 0.5].map((value) => -value))).toEqual(['eight_on_one_side 0-7 low'])
  })

  it('two of three beyond two sigma on the same side signal at the second of them', () => {
    expect(found([2.1, 0, 2.2])).toEqual(['two_of_three 0-2 high'])
    expect(found([-2.1, -2.2, 0])).toEqual([])
    expect(found([0, -2.1, -2.2])).toEqual(['two_of_three 0-2 low'])
    expect(found([2.1, -2.1, 0, 2, 2])).toEqual([])
  })

  it('six successive rising or falling points signal, an equal one ends the run', () => {
    const rising = [-0.9, -0.5, -0.1, 0.3, 0.7]
    expect(found(rising)).toEqual([])
    expect(found([...rising, 0.8])).toEqual(['six_in_a_row 0-5 high'])
    expect(found([...rising, 0.7, 0.8])).toEqual([])
    expect(found([...rising, 0.8].reverse())).toEqual(['six_in_a_row 0-5 low'])
  })

  it('of orange juice include samples 15 and 23', () => {
    const chart = rateChart(juice)
    const signals = chart === null ? [] : findSignals(chart)
    const beyond = signals.filter(({ rule }) => rule === 'beyond_limits').map(({ at }) => at + 1)
    expect(beyond).toEqual([15, 23])
  })

  it('mirror when the values do', () => {
    const values = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 40 })
    fc.assert(
      fc.property(values, (tenths) => {
        const plain = findSignals(chartOf(tenths.map((value) => value / 10)))
        const mirrored = findSignals(chartOf(tenths.map((value) => -value / 10)))
        expect(mirrored).toEqual(
          plain.map((each) => ({ ...each, side: each.side === 'high' ? 'low' : 'high' })),
        )
      }),
    )
  })
})
