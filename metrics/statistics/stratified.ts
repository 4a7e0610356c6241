import { clip, type Interval, requireShare, z95 } from './interval.ts'
import { effectiveSize, wilson } from './proportion.ts'
import { sum } from './series.ts'

/** Part of the work that was sampled by itself: all cases, cases inspected, cases that pass. */
export interface Stratum {
  readonly population: number
  readonly size: number
  readonly count: number
}

/** A rate of all cases from inspections per stratum. */
export interface StratifiedRate {
  readonly value: number
  /** The rate of the inspected cases pooled, which sampling more in one stratum distorts. */
  readonly unweighted: number
  /** Null where a stratum has one inspection only. */
  readonly standardError: number | null
  readonly interval: Interval | null
}

/**
 * Rate of the population Σ (N_h/N) p_h with its 95 % interval, corrected for finite strata; by
 * Wilson with the effective size where nothing varies in any stratum. Null without population or
 * when a stratum with cases has no inspection; more inspections than cases throw a RangeError.
 * Source: Cochran 1977, section 5.
 */
export function stratifiedRate(all: readonly Stratum[]): StratifiedRate | null {
  for (const { population, size, count } of all) {
    requireShare(size, population)
    requireShare(count, size)
  }
  const strata = all.filter(({ population }) => population > 0)
  const population = sum(strata.map((stratum) => stratum.population))
  if (population === 0 || strata.some(({ size }) => size === 0)) return null
  const parts = strata.map((stratum) => ({
    weight: stratum.population / population,
    share: stratum.count / stratum.size,
    variance: varianceOf(stratum),
  }))
  const value = sum(parts.map(({ weight, share }) => weight * share))
  const standardError = Math.sqrt(sum(parts.map(({ weight, variance }) => weight ** 2 * variance)))
  const inspected = sum(strata.map(({ size }) => size))
  const unweighted = sum(strata.map(({ count }) => count)) / inspected
  if (Number.isNaN(standardError)) {
    return { value, unweighted, standardError: null, interval: null }
  }
  const reach = z95 * standardError
  const interval =
    standardError === 0
      ? withoutVariation(value, strata)
      : { low: clip(value - reach, 0, 1), high: clip(value + reach, 0, 1) }
  return { value, unweighted, standardError, interval }
}

/** Variance of a stratum's rate, 0 when every case was inspected; NaN of one case among several. */
function varianceOf({ population, size, count }: Stratum): number {
  if (size === population) return 0
  const share = count / size
  return size === 1 ? NaN : ((1 - size / population) * share * (1 - share)) / (size - 1)
}

function withoutVariation(value: number, strata: readonly Stratum[]): Interval | null {
  if (strata.every(({ population, size }) => size === population))
    return { low: value, high: value }
  const weights = strata.flatMap(({ population, size }) =>
    Array.from({ length: size }, () => population / size),
  )
  const size = effectiveSize(weights)
  return wilson(value * size, size)
}
