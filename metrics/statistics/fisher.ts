import { clip } from './interval.ts'
import { logGamma } from './log-gamma.ts'

/**
 * One-sided p that a share is greater in the first group than in the second, by Fisher's exact
 * test: `count` of `size` against `otherCount` of `otherSize`. 1 where the second is empty; a
 * RangeError for a count above its size. Source: Fisher 1935.
 */
export function fisherGreater(
  count: number,
  size: number,
  otherCount: number,
  otherSize: number,
): number {
  for (const [part, whole] of [
    [count, size],
    [otherCount, otherSize],
  ] as const) {
    if (!(part >= 0 && part <= whole)) throw new RangeError(`${part} of ${whole} is no share`)
  }
  if (count === 0 || otherSize === 0) return 1
  if (count * otherSize < otherCount * size) {
    // the other tail is the small one
    return (
      1 - (otherCount === otherSize ? 0 : fisherGreater(otherCount + 1, otherSize, count - 1, size))
    )
  }
  const holding = count + otherCount
  const most = Math.min(holding, size)
  let term = Math.exp(
    logChoose(size, count) +
      logChoose(otherSize, otherCount) -
      logChoose(size + otherSize, holding),
  )
  let tail = 0
  for (let first = count; first <= most; first++) {
    tail += term
    const second = holding - first
    term *= ((size - first) * second) / ((first + 1) * (otherSize - second + 1))
    if (term < tail * 1e-17) break
  }
  return clip(tail, 0, 1)
}

function logChoose(size: number, count: number): number {
  return logGamma(size + 1) - logGamma(count + 1) - logGamma(size - count + 1)
}
