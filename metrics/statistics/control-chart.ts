import { clip, type Interval, requireNotNegative, requireShare } from './interval.ts'
import { at, mean, movingRanges, sum } from './series.ts'

/** Mean moving range of two neighbours, in standard deviations of normal values (d₂). */
const d2 = 1.128

/** Fewest points to draw limits from, and to freeze them. */
export const pointsToDraw = 12
export const pointsToFreeze = 20

/** One period of a chart. */
export interface ChartPoint {
  readonly value: number
  readonly sigma: number
  readonly low: number
  readonly high: number
}

/** A Shewhart chart: centre line and per point its value, sigma and three-sigma limits. */
export interface Chart {
  readonly center: number
  /** Spread between neighbours over what chance alone gives; from 1.2 widen the limits. Null where unknown. */
  readonly sigmaZ: number | null
  /** The values that can occur; limits stay inside. */
  readonly range: Interval
  readonly points: readonly ChartPoint[]
}

/** A count with the sample or exposure in which it was counted. */
export interface Sample {
  readonly count: number
  readonly size: number
}

/**
 * p chart of rates; `center` is the frozen centre line, else that of the samples. Null without
 * samples; samples of size 0 throw a RangeError. Source: Shewhart 1931.
 */
export function rateChart(samples: readonly Sample[], center?: number): Chart | null {
  for (const { count, size } of samples) requireShare(count, size)
  return attributeChart(samples, { low: 0, high: 1 }, (p) => p * (1 - p), center)
}

/** u chart of counts per exposure, as `rateChart`; with equal exposures of 1 the c chart. */
export function countChart(samples: readonly Sample[], center?: number): Chart | null {
  for (const { count } of samples) requireNotNegative('count', count)
  return attributeChart(samples, { low: 0, high: Infinity }, (u) => u, center)
}

/** p′ or u′ chart: the limits of a p or u chart times its σ_z; null where that is unknown. Source: Laney 2002. */
export function laneyChart(chart: Chart): Chart | null {
  const { sigmaZ, center, range } = chart
  if (sigmaZ === null) return null
  const points = chart.points.map(({ value, sigma }) =>
    withLimits(value, center, sigma * sigmaZ, range),
  )
  return { ...chart, points }
}

/** An XmR chart: the values, and the limit of the ranges between neighbours. */
export interface XmrChart extends Chart {
  readonly meanRange: number
  readonly rangeLimit: number
  readonly ranges: readonly number[]
}

/**
 * XmR chart of single values with limits x̄ ± 2.66 mean ranges; `base` are the values that set the
 * limits, else all. Null under two base values. Source: Wheeler 1993.
 */
export function valueChart(
  values: readonly number[],
  base: readonly number[] = values,
): XmrChart | null {
  if (base.length < 2) return null
  const [center, meanRange] = [mean(base), mean(movingRanges(base))]
  const points = values.map((value) => ({
    value,
    sigma: meanRange / d2,
    low: center - 2.66 * meanRange,
    high: center + 2.66 * meanRange,
  }))
  const range = { low: -Infinity, high: Infinity }
  const ranges = movingRanges(values)
  return { center, sigmaZ: null, range, points, meanRange, rangeLimit: 3.267 * meanRange, ranges }
}

function attributeChart(
  samples: readonly Sample[],
  range: Interval,
  variance: (center: number) => number,
  frozen?: number,
): Chart | null {
  if (samples.length === 0) return null
  for (const { size } of samples) {
    if (!(size > 0)) throw new RangeError(`a sample of size ${size} has no place on a chart`)
  }
  const center =
    frozen ?? sum(samples.map(({ count }) => count)) / sum(samples.map(({ size }) => size))
  const points = samples.map(({ count, size }) =>
    withLimits(count / size, center, Math.sqrt(variance(center) / size), range),
  )
  return { center, sigmaZ: laneySigma(points, center), range, points }
}

function withLimits(value: number, center: number, sigma: number, range: Interval): ChartPoint {
  const bound = (sign: 1 | -1) => clip(center + sign * 3 * sigma, range.low, range.high)
  return { value, sigma, low: bound(-1), high: bound(1) }
}

function laneySigma(points: readonly ChartPoint[], center: number): number | null {
  if (points.length < 2 || at(points, 0).sigma === 0) return null
  return mean(movingRanges(points.map(({ value, sigma }) => (value - center) / sigma))) / d2
}
