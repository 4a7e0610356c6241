/** Sum of the numbers; 0 of none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Arithmetic mean; NaN of none. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/** The element at a position that must exist; a RangeError otherwise. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`)
  return value
}

/** The numbers from small to large, as a new list. */
export function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b)
}

/** Quantile between the two nearest values by linear interpolation (type 7 of Hyndman and Fan). */
export function quantile(values: readonly number[], share: number): number {
  const ascending = sorted(values)
  const position = share * (ascending.length - 1)
  const below = at(ascending, Math.floor(position))
  return below + (position % 1) * (at(ascending, Math.ceil(position)) - below)
}

/** Distances between neighbours: |x₂ − x₁|, |x₃ − x₂|, …; one fewer than the values. */
export function movingRanges(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => Math.abs(value - at(values, index)))
}
