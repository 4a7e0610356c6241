import { normalTwoSided } from './distributions.ts'
import { type Interval, z95 } from './interval.ts'
import { wilson } from './proportion.ts'
import { binomialDensity } from './saddle-point.ts'

/** A rate as its parts. */
export interface Share {
  readonly count: number
  readonly size: number
}

/**
 * Interval of the difference first − second of two independent rates; null when either has no
 * sample. Twin of `newcombe_low/high` of the warehouse. Source: Newcombe 1998, method 10.
 */
export function newcombe(first: Share, second: Share, z = z95): Interval | null {
  const [one, two] = [wilson(first.count, first.size, z), wilson(second.count, second.size, z)]
  if (one === null || two === null) return null
  const [p, q] = [first.count / first.size, second.count / second.size]
  return {
    low: p - q - Math.hypot(p - one.low, two.high - q),
    high: p - q + Math.hypot(one.high - p, q - two.low),
  }
}

/** Pooled z test of two rates, two-sided; null when a sample or all variation is missing. */
export function zTest(first: Share, second: Share): { z: number; p: number } | null {
  const pooled = (first.count + second.count) / (first.size + second.size)
  const variance = pooled * (1 - pooled) * (1 / first.size + 1 / second.size)
  if (!(variance > 0 && Number.isFinite(variance))) return null
  const z = (first.count / first.size - second.count / second.size) / Math.sqrt(variance)
  return { z, p: normalTwoSided(z) }
}

/** Exact two-sided p of two rates: all tables of the same margins that are no likelier. Source: Fisher 1935. */
export function fisherExact(first: Share, second: Share): number | null {
  const size = first.size + second.size
  if (first.size === 0 || second.size === 0) return null
  const total = first.count + second.count
  const share = total / size
  const density = (count: number) =>
    (binomialDensity(count, first.size, share) *
      binomialDensity(total - count, second.size, share)) /
    binomialDensity(total, size, share)
  const seen = density(first.count) * (1 + 1e-7)
  let p = 0
  for (
    let count = Math.max(0, total - second.size);
    count <= Math.min(total, first.size);
    count += 1
  ) {
    const each = density(count)
    if (each <= seen) p += each
  }
  return Math.min(p, 1)
}
