/** The x between `low` and `high` where a rising function reaches `target`, to the last bits: bisection. */
export function solveRising(
  rising: (x: number) => number,
  target: number,
  low: number,
  high: number,
): number {
  let [below, above] = [low, high]
  for (let step = 0; step < 300; step += 1) {
    const middle = below + (above - below) / 2
    if (middle <= below || middle >= above) break
    if (rising(middle) < target) below = middle
    else above = middle
  }
  return below + (above - below) / 2
}
