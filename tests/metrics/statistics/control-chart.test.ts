import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Chart,
  countChart,
  laneyChart,
  pointsToDraw,
  pointsToFreeze,
  rateChart,
  valueChart,
} from '../../../metrics/statistics/control-chart.ts'

// data of the package qcc (luca-scr/qcc, data/*.txt); results printed in its article qcc.html
const juice = [
  12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7,
  13, 9, 6,
].map((count) => ({ count, size: 50 }))

const viscosity = [
  34.05, 34.4, 33.59, 35.96, 34.7, 33.51, 33.79, 34.04, 34.52, 33.75, 33.27, 33.71, 34.03, 34.58,
  34.02, 33.97, 34.05, 34.04, 33.73, 34.05,
]

/** Sample numbers, from 1, outside the limits. */
const outside = (chart: Chart | null) =>
  chart?.points.flatMap(({ value, low, high }, index) =>
    value < low || value > high ? [index + 1] : [],
  )

describe('p chart', () => {
  it('of orange juice cans: samples 15 and 23 are out', () => {
    const chart = rateChart(juice)
    expect(chart?.center).toBeCloseTo(0.2313333, 7)
    expect(chart?.points[0]?.sigma).toBeCloseTo(0.05963526, 8)
    expect(chart?.points[0]?.low).toBeCloseTo(0.05242755, 8)
    expect(chart?.points[0]?.high).toBeCloseTo(0.4102391, 7)
    expect(outside(chart)).toEqual([15, 23])
  })

  it('in numbers of 50 (np): centre 11.56667', () => {
    const chart = rateChart(juice)
    expect(50 * (chart?.center ?? 0)).toBeCloseTo(11.56667, 5)
    expect(50 * (chart?.points[0]?.low ?? 0)).toBeCloseTo(2.621377, 6)
    expect(50 * (chart?.points[0]?.high ?? 0)).toBeCloseTo(20.51196, 5)
  })

  it('keeps a frozen centre, as after samples 15 and 23 were removed', () => {
    const kept = rateChart(juice.filter((_, index) => index !== 14 && index !== 22))
    expect(kept?.center).toBeCloseTo(0.215, 9)
    const chart = rateChart(juice, kept?.center)
    expect(chart?.points[14]?.low).toBeCloseTo(0.04070284, 8)
    expect(chart?.points[14]?.high).toBeCloseTo(0.3892972, 7)
  })

  it('by Laney: σ_z 1.66087 widens the limits and no sample is out', () => {
    const chart = rateChart(juice)
    expect(chart?.sigmaZ).toBeCloseTo(1.66087, 5)
    const wide = chart === null ? null : laneyChart(chart)
    expect(wide?.points[0]?.low).toBe(0)
    expect(wide?.center).toBe(chart?.center)
    expect((wide?.center ?? 0) - 3 * (wide?.points[0]?.sigma ?? 0)).toBeCloseTo(-0.0658, 4)
    expect(wide?.points[0]?.high).toBeCloseTo(0.528472, 6)
    expect(outside(wide)).toEqual([])
  })

  it('is unknown without samples; one sample, or no variation, has no σ_z', () => {
    expect(rateChart([])).toBeNull()
    const [one, none] = [
      rateChart([{ count: 1, size: 4 }]),
      rateChart([
        { count: 0, size: 9 },
        { count: 0, size: 9 },
      ]),
    ]
    expect([one?.sigmaZ, none?.sigmaZ]).toEqual([null, null])
    expect(one === null ? undefined : laneyChart(one)).toBeNull()
    expect(outside(none)).toEqual([])
    expect(() => rateChart([{ count: 0, size: 0 }])).toThrow(RangeError)
    expect(() => rateChart([{ count: 5, size: 4 }])).toThrow(RangeError)
  })
})

describe('c and u chart', () => {
  // counts of the 26 printed circuits, qcc data set `circuit`
  const circuit = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19,
    17, 15,
  ].map((count) => ({ count, size: 1 }))

  it('of circuits: boards 6 and 20 are out, and the centre falls without them', () => {
    const chart = countChart(circuit)
    expect(chart?.center).toBeCloseTo(19.84615, 5)
    expect(chart?.points[0]?.low).toBeCloseTo(6.481447, 6)
    expect(chart?.points[0]?.high).toBeCloseTo(33.21086, 5)
    expect(outside(chart)).toEqual([6, 20])
    const kept = countChart(circuit.filter((_, index) => index !== 5 && index !== 19))
    expect(kept?.center).toBeCloseTo(19.66667, 5)
    expect(kept?.points[0]?.low).toBeCloseTo(6.362532, 6)
    expect(kept?.points[0]?.high).toBeCloseTo(32.9708, 4)
  })

  it('of dyed cloth: the limits follow the size', () => {
    const counts = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    const sizes = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]
    const chart = countChart(counts.map((count, index) => ({ count, size: sizes[index] ?? 0 })))
    expect(chart?.center).toBeCloseTo(1.4232558, 7)
    expect(chart?.points[0]?.low).toBeCloseTo(0.2915, 4)
    expect(chart?.points[0]?.high).toBeCloseTo(2.555, 4)
    expect(chart?.points[9]?.low).toBeCloseTo(0.411, 4)
    expect(chart?.points[9]?.high).toBeCloseTo(2.4356, 4)
    expect(outside(chart)).toEqual([])
  })

  it('has limits that hold the centre and stay possible', () => {
    const sample = fc
      .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([size, part]) => ({ size, count: Math.round(part * size) }))
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 30 }), (samples) => {
        for (const chart of [rateChart(samples), countChart(samples)]) {
          for (const { low, high } of chart?.points ?? []) {
            expect(low).toBeGreaterThanOrEqual(0)
            expect(low).toBeLessThanOrEqual(chart?.center ?? -1)
            expect(high).toBeGreaterThanOrEqual(chart?.center ?? 2)
          }
        }
        expect(
          Math.max(...(rateChart(samples)?.points ?? []).map(({ high }) => high)),
        ).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('XmR chart', () => {
  it('of viscosity: batch 4 is out', () => {
    const chart = valueChart(viscosity)
    expect(chart?.center).toBeCloseTo(34.088, 9)
    expect(chart?.meanRange).toBeCloseTo(0.5726316, 7)
    expect(chart?.points[0]?.low).toBeCloseTo(32.5648, 4)
    expect(chart?.points[0]?.high).toBeCloseTo(35.6112, 4)
    // by three of the sigma that the two-sigma rule uses
    expect((chart?.center ?? 0) - 3 * (chart?.points[0]?.sigma ?? 0)).toBeCloseTo(32.565, 4)
    expect((chart?.center ?? 0) + 3 * (chart?.points[0]?.sigma ?? 0)).toBeCloseTo(35.611, 4)
    expect(chart?.rangeLimit).toBeCloseTo(1.870787, 6)
    expect(outside(chart)).toEqual([4])
    expect(chart?.ranges.filter((range) => range > (chart?.rangeLimit ?? 0))).toHaveLength(1)
  })

  it('judges later values by a frozen base', () => {
    const chart = valueChart([...viscosity, 36], viscosity)
    expect(chart?.center).toBeCloseTo(34.088, 9)
    expect(outside(chart)).toEqual([4, 21])
  })

  it('needs two values; equal values leave no room', () => {
    expect(valueChart([1])).toBeNull()
    expect(valueChart([5, 5, 5])?.points[1]).toEqual({ value: 5, sigma: 0, low: 5, high: 5 })
  })

  it('limits are drawn from 12 points and frozen from 20', () => {
    expect([pointsToDraw, pointsToFreeze]).toEqual([12, 20])
  })
})
