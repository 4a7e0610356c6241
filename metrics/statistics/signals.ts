import type { Chart, ChartPoint } from './control-chart.ts'
import { at } from './series.ts'

/** What a point can signal; see the rules of `findSignals`. */
export type Rule = 'beyond_limits' | 'eight_on_one_side' | 'two_of_three' | 'six_in_a_row'

/** A rule that holds at a point (position from 0), with the first point of its pattern. */
export interface Signal {
  readonly rule: Rule
  readonly at: number
  readonly since: number
  readonly side: 'high' | 'low'
}

type Side = Signal['side']

const patterns: readonly { rule: Rule; length: number; holds: Pattern }[] = [
  { rule: 'beyond_limits', length: 1, holds: (points, side) => points.every(isBeyond(side)) },
  { rule: 'eight_on_one_side', length: 8, holds: areOnOneSide },
  { rule: 'two_of_three', length: 3, holds: areTwoFarOut },
  { rule: 'six_in_a_row', length: 6, holds: areMoving },
]

type Pattern = (points: readonly ChartPoint[], side: Side, center: number) => boolean

/**
 * Signals of a chart, at every point where a rule holds, in the order of the points:
 * 1. a point outside its three-sigma limits; 2. eight successive points on one side of the centre
 * (a point on the line ends the run); 3. this point and one of the two before it beyond two sigma
 * on the same side; 4. six successive points, each higher (lower) than the one before.
 */
export function findSignals(chart: Chart): Signal[] {
  return chart.points.flatMap((_, index) =>
    patterns.flatMap(({ rule, length, holds }) => {
      const since = index - length + 1
      if (since < 0) return []
      const points = chart.points.slice(since, index + 1)
      const sides = (['high', 'low'] as const).filter((side) => holds(points, side, chart.center))
      return sides.map((side) => ({ rule, at: index, since, side }))
    }),
  )
}

function isBeyond(side: Side) {
  return (point: ChartPoint) =>
    side === 'high' ? point.value > point.high : point.value < point.low
}

function areOnOneSide(points: readonly ChartPoint[], side: Side, center: number): boolean {
  return points.every(({ value }) => (side === 'high' ? value > center : value < center))
}

function areTwoFarOut(points: readonly ChartPoint[], side: Side, center: number): boolean {
  const sign = side === 'high' ? 1 : -1
  const isFarOut = ({ value, sigma }: ChartPoint) => sign * (value - center) > 2 * sigma
  return isFarOut(at(points, 2)) && points.filter(isFarOut).length >= 2
}

function areMoving(points: readonly ChartPoint[], side: Side): boolean {
  return points.slice(1).every(({ value }, index) => {
    const before = at(points, index).value
    return side === 'high' ? value > before : value < before
  })
}
