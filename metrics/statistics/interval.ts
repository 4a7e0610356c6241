/** Bounds of an interval, in the unit of what it is about; `low` ≤ `high`. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Standard normal quantile of 97.5 %: two-sided 95 %. */
export const z95 = 1.959963984540054

/** Standard normal quantile of 99.9 %: two-sided 99.8 %. */
export const z998 = 3.090232306167813

/** The value, or the bound that it passes. */
export function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** Throws a RangeError unless 0 ≤ `count` ≤ `size`, both finite. */
export function requireShare(count: number, size: number): void {
  if (!(count >= 0 && count <= size && Number.isFinite(size))) {
    throw new RangeError(`${count} of ${size} is no share: expected 0 ≤ count ≤ size`)
  }
}

/** Throws a RangeError unless the value is finite and not negative. */
export function requireNotNegative(what: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(`${what} is ${value}: expected a number of 0 or more`)
  }
}
