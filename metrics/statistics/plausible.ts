import { byar } from './counts.ts'
import { wilson } from './proportion.ts'

/** A measured value with what its uncertainty follows from. */
export type Measured =
  | { readonly kind: 'rate'; readonly count: number; readonly size: number }
  | {
      readonly kind: 'per_exposure'
      readonly count: number
      readonly exposure: number
      readonly scale: number
    }
  | { readonly kind: 'mean'; readonly value: number; readonly standardError: number }

/** The measured value itself; null without a sample. */
export function measuredValue(measured: Measured): number | null {
  if (measured.kind === 'mean') return measured.value
  const base = measured.kind === 'rate' ? measured.size : measured.exposure
  const scale = measured.kind === 'rate' ? 1 : measured.scale
  return base === 0 ? null : (measured.count / base) * scale
}

/**
 * The true value that the measured one would be `z` standard deviations from: the bound of the
 * Wilson, Byar or normal interval that reaches so far. With normal draws of z it gives plausible
 * true values. Null without a sample.
 */
export function plausibleValue(measured: Measured, z: number): number | null {
  const bound = z < 0 ? 'low' : 'high'
  const reach = Math.abs(z)
  if (measured.kind === 'mean') return measured.value + z * measured.standardError
  if (measured.kind === 'rate') {
    return wilson(measured.count, measured.size, reach)?.[bound] ?? null
  }
  const { count, exposure, scale } = measured
  return exposure === 0 ? null : (byar(count, reach)[bound] / exposure) * scale
}

/** A seeded source of standard normal numbers: the same seed gives the same numbers everywhere. */
export function normalDraws(seed: number): () => number {
  let state = seed | 0
  const uniform = () => {
    // mulberry32 of T. Ettinger
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
