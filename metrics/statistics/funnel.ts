import type { Sample } from './control-chart.ts'
import { exactPoisson } from './counts.ts'
import { clip, type Interval, requireNotNegative, requireShare, z95, z998 } from './interval.ts'
import { mean, quantile, sum } from './series.ts'

/** Where a unit lies in a funnel. */
export type FunnelClass = 'high_99.8' | 'high_95' | 'within' | 'low_95' | 'low_99.8'

/** Fewest units for which over-dispersion is estimated. */
export const unitsToAdjust = 10

/** A unit on a funnel plot. */
export interface FunnelUnit {
  readonly value: number
  /** Distance from the centre in standard deviations, widened where the funnel is. */
  readonly z: number
  readonly limits95: Interval
  readonly limits998: Interval
  readonly class: FunnelClass
}

/** A funnel plot around the pooled value. */
export interface Funnel {
  readonly center: number
  /** Mean square of the z, winsorised from ten units; 1 is chance alone. */
  readonly overDispersion: number
  /** Whether the limits were widened by √overDispersion. */
  readonly isAdjusted: boolean
  readonly units: readonly FunnelUnit[]
}

type Kind = 'rate' | 'per_exposure'

/**
 * Funnel of rates (count of size) or of counts per exposure. Limits are normal for rates, exact
 * Poisson for counts; with over-dispersion and at least ten units both are normal and widened.
 * Null without units or when all or nothing counts; a size of 0 throws a RangeError.
 * Source: Spiegelhalter 2005.
 */
export function funnel(kind: Kind, units: readonly Sample[]): Funnel | null {
  for (const unit of units) requireUnit(kind, unit)
  const center = sum(units.map(({ count }) => count)) / sum(units.map(({ size }) => size))
  const variance = kind === 'rate' ? center * (1 - center) : center
  if (!(variance > 0)) return null
  const scores = units.map(
    ({ count, size }) => (count / size - center) / Math.sqrt(variance / size),
  )
  const isLarge = units.length >= unitsToAdjust
  const overDispersion = meanSquare(isLarge ? winsorise(scores) : scores)
  const isAdjusted = isLarge && overDispersion > 1
  const widening = isAdjusted ? Math.sqrt(overDispersion) : 1
  const shape = { center, overDispersion, isAdjusted }
  return {
    ...shape,
    units: units.map(({ count, size }, index) => {
      const value = count / size
      const { limits95, limits998 } = funnelLimits(kind, shape, size)
      const z = (scores[index] ?? 0) / widening
      return { value, z, limits95, limits998, class: classify(value, limits95, limits998) }
    }),
  }
}

/** The limits of a funnel at any size, as of its units: to draw it between them. */
export function funnelLimits(
  kind: Kind,
  { center, overDispersion, isAdjusted }: Pick<Funnel, 'center' | 'overDispersion' | 'isAdjusted'>,
  size: number,
): Pick<FunnelUnit, 'limits95' | 'limits998'> {
  const variance = kind === 'rate' ? center * (1 - center) : center
  const sigma = Math.sqrt(((isAdjusted ? overDispersion : 1) * variance) / size)
  const limits = (z: number) =>
    kind === 'per_exposure' && !isAdjusted
      ? poissonLimits(center, size, z)
      : normalLimits(center, sigma, z, kind)
  return { limits95: limits(z95), limits998: limits(z998) }
}

/** Values beyond the 10 % and 90 % quantiles drawn in to them. Source: Spiegelhalter 2005. */
export function winsorise(values: readonly number[], share = 0.1): number[] {
  const [low, high] = [quantile(values, share), quantile(values, 1 - share)]
  return values.map((value) => clip(value, low, high))
}

function meanSquare(values: readonly number[]): number {
  return mean(values.map((value) => value * value))
}

function requireUnit(kind: Kind, { count, size }: Sample): void {
  if (!(size > 0)) throw new RangeError(`a unit of size ${size} has no place in a funnel`)
  if (kind === 'rate') requireShare(count, size)
  else requireNotNegative('count', count)
}

function normalLimits(center: number, sigma: number, z: number, kind: Kind): Interval {
  const most = kind === 'rate' ? 1 : Infinity
  return { low: clip(center - z * sigma, 0, most), high: clip(center + z * sigma, 0, most) }
}

function poissonLimits(center: number, exposure: number, z: number): Interval {
  const { low, high } = exactPoisson(center * exposure, z === z95 ? 0.95 : 0.998)
  return { low: low / exposure, high: high / exposure }
}

function classify(value: number, near: Interval, far: Interval): FunnelClass {
  if (value > far.high) return 'high_99.8'
  if (value > near.high) return 'high_95'
  if (value < far.low) return 'low_99.8'
  return value < near.low ? 'low_95' : 'within'
}
