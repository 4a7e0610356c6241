/** Round steps for an axis between two values: at least two, `count` or so. */
export function ticks(low: number, high: number, count = 4): readonly number[] {
  const span = high - low || Math.abs(high) || 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5].find((each) => each * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}

/** The range of the values that are known, with a margin on either side. */
export function rangeOf(
  values: readonly (number | null | undefined)[],
  margin = 0.08,
): readonly [low: number, high: number] {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (known.length === 0) return [0, 1]
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const pad = (high - low || Math.abs(high) || 1) * margin
  return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad]
}
