import { normalTwoSided } from './statistics/distributions.ts'
import { type Interval, z95 } from './statistics/interval.ts'
import { compareRates, type EventRate } from './statistics/rate-ratio.ts'
import { newcombe, type Share } from './statistics/two-proportions.ts'

/** Before and after a fix, where it was made and, if there is one, where it was not. */
export interface BeforeAfter<T> {
  readonly before: T
  readonly after: T
  readonly control: { readonly before: T; readonly after: T } | null
}

/** What a fix changed; `ratio` for counts, `difference` for shares; null where nothing is known. */
export interface FixEffect {
  /** After against before, where the fix was made. */
  readonly change: number | null
  readonly changeInterval: Interval | null
  /** The same less the change of the control: difference in differences. */
  readonly net: number | null
  readonly netInterval: Interval | null
  readonly p: number | null
}

/**
 * Ratio of the rates after and before with its exact Poisson interval, and the ratio of that ratio
 * to the control's (normal interval of the logarithm, half a case added to each count when one is
 * 0); p belongs to the last that is known.
 */
export function countEffect({ before, after, control }: BeforeAfter<EventRate>): FixEffect {
  const own = compareRates(after, before)
  const change = { change: own?.ratio ?? null, changeInterval: own?.interval ?? null }
  if (control === null) return { ...change, net: null, netInterval: null, p: own?.exactP ?? null }
  const cells = [after, before, control.after, control.before]
  if (own === null || cells.some(({ exposure }) => exposure <= 0)) return { ...change, ...noNet }
  const added = cells.some(({ count }) => count === 0) ? 0.5 : 0
  const logs = cells.map(({ count, exposure }) => Math.log((count + added) / exposure))
  const net = logs.reduce((sum, log, index) => sum + (index === 0 || index === 3 ? log : -log), 0)
  const error = Math.sqrt(cells.reduce((sum, { count }) => sum + 1 / (count + added), 0))
  const netInterval = { low: Math.exp(net - z95 * error), high: Math.exp(net + z95 * error) }
  return { ...change, net: Math.exp(net), netInterval, p: normalTwoSided(net / error) }
}

/**
 * Difference of the shares after and before with its Newcombe interval, and that less the control's
 * difference, the two intervals combined by squaring and adding (Zou and Donner 2008).
 */
export function shareEffect({ before, after, control }: BeforeAfter<Share>): FixEffect {
  const own = newcombe(after, before)
  if (own === null) return { change: null, changeInterval: null, ...noNet }
  const change = shareOf(after) - shareOf(before)
  const known = { change, changeInterval: own }
  if (control === null) return { ...known, ...noNet, p: pOf(change, [after, before]) }
  const other = newcombe(control.after, control.before)
  if (other === null) return { ...known, ...noNet }
  const otherChange = shareOf(control.after) - shareOf(control.before)
  const net = change - otherChange
  const netInterval = {
    low: net - Math.hypot(change - own.low, other.high - otherChange),
    high: net + Math.hypot(own.high - change, otherChange - other.low),
  }
  const p = pOf(net, [after, before, control.after, control.before])
  return { ...known, net, netInterval, p }
}

const noNet = { net: null, netInterval: null, p: null }

function shareOf({ count, size }: Share): number {
  return count / size
}

function pOf(difference: number, shares: readonly Share[]): number | null {
  const variance = shares.reduce(
    (sum, share) => sum + (shareOf(share) * (1 - shareOf(share))) / share.size,
    0,
  )
  return variance > 0 ? normalTwoSided(difference / Math.sqrt(variance)) : null
}
