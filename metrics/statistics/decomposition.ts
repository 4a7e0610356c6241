import { sum } from './series.ts'

/** A group in two periods: its share of the volume, and its rate. */
export interface Mixed {
  readonly weights: readonly [before: number, after: number]
  readonly rates: readonly [before: number, after: number]
}

/** A change of a rate as two exact parts. */
export interface MixAndRate {
  /** What the groups' own rates changed. */
  readonly rate: number
  /** What the shares of the groups changed. */
  readonly mix: number
  readonly groups: readonly {
    readonly rate: number
    readonly mix: number
    /** The mix part measured from the overall rate: growth of a good group counts as good; sums to `mix`. */
    readonly centeredMix: number
  }[]
}

/**
 * Change of Σ w r as rate and mix, without residual; a group without weight in a period has no rate
 * there and is mix only. Source: Kitagawa 1955.
 */
export function kitagawa(given: readonly Mixed[]): MixAndRate {
  const groups = given.map(withRates)
  const overall = (period: 0 | 1) =>
    sum(groups.map((each) => each.weights[period] * each.rates[period]))
  const center = (overall(0) + overall(1)) / 2
  const parts = groups.map(({ weights: [w0, w1], rates: [r0, r1] }) => ({
    rate: ((r1 - r0) * (w0 + w1)) / 2,
    mix: ((w1 - w0) * (r0 + r1)) / 2,
    centeredMix: (w1 - w0) * ((r0 + r1) / 2 - center),
  }))
  return {
    rate: sum(parts.map((part) => part.rate)),
    mix: sum(parts.map((part) => part.mix)),
    groups: parts,
  }
}

/** A group's counts in two periods: events, and the volume that they come from. */
export interface Counted {
  readonly volumes: readonly [before: number, after: number]
  readonly counts: readonly [before: number, after: number]
}

/** Parts of the change of a count; they sum to it. */
export interface CountChange {
  readonly change: number
  readonly volume: number
  readonly mix: number
  readonly rate: number
}

/** Change of Σ counts as volume, mix and rate (midpoints); null when a period has no volume. */
export function volumeMixRate(groups: readonly Counted[]): CountChange | null {
  const total = (of: 'volumes' | 'counts', period: 0 | 1) =>
    sum(groups.map((each) => each[of][period]))
  const [v0, v1] = [total('volumes', 0), total('volumes', 1)]
  if (!(v0 > 0 && v1 > 0)) return null
  const [c0, c1] = [total('counts', 0), total('counts', 1)]
  const parts = kitagawa(
    groups.map(({ volumes, counts }) => ({
      weights: [volumes[0] / v0, volumes[1] / v1],
      rates: [counts[0] / volumes[0], counts[1] / volumes[1]],
    })),
  )
  const middle = (v0 + v1) / 2
  return {
    change: c1 - c0,
    volume: ((v1 - v0) * (c0 / v0 + c1 / v1)) / 2,
    mix: middle * parts.mix,
    rate: middle * parts.rate,
  }
}

/**
 * The same change by logarithmic means (LMDI-I); null when a period has no volume or a group lacks
 * events in one, because a logarithm is missing. Source: Ang 2005.
 */
export function logMeanDecomposition(groups: readonly Counted[]): CountChange | null {
  const v0 = sum(groups.map(({ volumes }) => volumes[0]))
  const v1 = sum(groups.map(({ volumes }) => volumes[1]))
  const isPositive = groups.every(({ volumes, counts }) => Math.min(...volumes, ...counts) > 0)
  if (groups.length === 0 || !isPositive) return null
  const parts = groups.map(({ volumes: [a, b], counts: [c0, c1] }) => {
    const weight = c0 === c1 ? c0 : (c1 - c0) / Math.log(c1 / c0)
    return {
      change: c1 - c0,
      volume: weight * Math.log(v1 / v0),
      mix: weight * Math.log(b / v1 / (a / v0)),
      rate: weight * Math.log(c1 / b / (c0 / a)),
    }
  })
  const total = (part: keyof CountChange) => sum(parts.map((each) => each[part]))
  return {
    change: total('change'),
    volume: total('volume'),
    mix: total('mix'),
    rate: total('rate'),
  }
}

function withRates({ weights, rates: [r0, r1] }: Mixed): Mixed {
  if (weights[0] === 0 && weights[1] === 0) return { weights, rates: [0, 0] }
  if (weights[0] === 0) return { weights, rates: [r1, r1] }
  return { weights, rates: weights[1] === 0 ? [r0, r0] : [r0, r1] }
}
