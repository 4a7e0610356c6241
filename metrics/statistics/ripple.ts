import { at, mean, sum } from './series.ts'

/** A combination of elements of all dimensions: expected and actual value. */
export interface Leaf {
  readonly forecast: number
  readonly actual: number
}

/** How well a set of leaves explains what happened to all, if its change spread in proportion. */
export interface RippleScore {
  /** What each leaf would be if the set were the cause: its leaves share the set's change. */
  readonly expected: readonly number[]
  /** Potential score 0 to 1; null when nothing changed. Source: Sun and others 2018 (HotSpot). */
  readonly potential: number | null
  /** Generalised score, at most 1; null when nothing changed. Source: Li and others 2019 (Squeeze). */
  readonly generalised: number | null
}

/** Scores the leaves at `positions` as the cause; a RangeError for an empty set or one without forecast. */
export function rippleScore(leaves: readonly Leaf[], positions: readonly number[]): RippleScore {
  const chosen = new Set(positions)
  const inside = positions.map((position) => at(leaves, position))
  const forecast = sum(inside.map((leaf) => leaf.forecast))
  if (!(forecast > 0)) throw new RangeError('a cause needs leaves with a forecast')
  const ratio = sum(inside.map((leaf) => leaf.actual)) / forecast
  const expected = leaves.map((leaf, position) =>
    chosen.has(position) ? leaf.forecast * ratio : leaf.forecast,
  )
  const unexplained = leaves.map((leaf, position) => leaf.actual - at(expected, position))
  const moved = leaves.map((leaf) => leaf.actual - leaf.forecast)
  const length = Math.hypot(...moved)
  return {
    expected,
    potential: length === 0 ? null : Math.max(0, 1 - Math.hypot(...unexplained) / length),
    generalised: generalised(unexplained, moved, chosen),
  }
}

/** Squeeze's deviation of a leaf, −2 (new) to 2 (gone): 2 (f − v) / (f + v); 0 where both are 0. */
export function deviation({ forecast, actual }: Leaf): number {
  return forecast + actual === 0 ? 0 : (2 * (forecast - actual)) / (forecast + actual)
}

function generalised(
  unexplained: readonly number[],
  moved: readonly number[],
  chosen: ReadonlySet<number>,
): number | null {
  const part = (values: readonly number[], isChosen: boolean) => {
    const kept = values.filter((_, position) => chosen.has(position) === isChosen).map(Math.abs)
    return kept.length === 0 ? 0 : mean(kept)
  }
  const outside = part(moved, false)
  const whole = part(moved, true) + outside
  return whole === 0 ? null : 1 - (part(unexplained, true) + outside) / whole
}
