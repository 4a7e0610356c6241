import { requireNotNegative } from './interval.ts'
import { sum } from './series.ts'

/** A cause with its count. */
export interface CauseCount {
  readonly name: string
  readonly count: number
}

/** A cause in order of its weight. */
export interface ParetoRow extends CauseCount {
  readonly share: number
  /** Share of this cause and all before it. */
  readonly cumulative: number
  /** A until 80 % of the total, B until 95 %, then C; the cause that crosses a mark is before it. */
  readonly class: 'A' | 'B' | 'C'
}

/**
 * Causes by falling count, equal counts by name; `total` is the base of the shares when the causes
 * are not all (unknown ones count too). None when the total is 0.
 */
export function pareto(causes: readonly CauseCount[], total?: number): ParetoRow[] {
  for (const { count } of causes) requireNotNegative('count', count)
  const base = total ?? sum(causes.map(({ count }) => count))
  if (base === 0) return []
  let before = 0
  return [...causes]
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .map((cause) => {
      const start = before / base
      before += cause.count
      const cumulative = before / base
      const name = start < 0.8 ? 'A' : start < 0.95 ? 'B' : 'C'
      return { ...cause, share: cause.count / base, cumulative, class: name }
    })
}

/** Herfindahl–Hirschman index of shares (0 to 1 each): 0 scattered, 10,000 one cause. */
export function concentration(shares: readonly number[]): number {
  return 10_000 * sum(shares.map((share) => share ** 2))
}
