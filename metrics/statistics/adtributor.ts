import { sum } from './series.ts'

/** An element of a dimension (a product, a branch): what was expected of it, and what came. */
export interface Element {
  readonly name: string
  readonly forecast: number
  readonly actual: number
}

/** An element with its part in the change. */
export interface Explained extends Element {
  /** Share of the whole change, may be negative or above 1; null when there is no change. */
  readonly explanatoryPower: number | null
  /** How far its share of the total moved (Jensen–Shannon term, natural logarithm); 0 if not at all. */
  readonly surprise: number
}

/** The elements of one dimension that explain a change. */
export interface Explanation {
  readonly dimension: string
  readonly elements: readonly Explained[]
  readonly explanatoryPower: number
  readonly surprise: number
}

/** Explanatory power and surprise of every element. Source: Bhagwan and others 2014 (Adtributor). */
export function explain(elements: readonly Element[]): Explained[] {
  const forecast = sum(elements.map((each) => each.forecast))
  const actual = sum(elements.map((each) => each.actual))
  return elements.map((each) => ({
    ...each,
    explanatoryPower:
      actual === forecast ? null : (each.actual - each.forecast) / (actual - forecast),
    surprise: surpriseOf(share(each.forecast, forecast), share(each.actual, actual)),
  }))
}

/**
 * The dimensions that explain a change best, by summed surprise: of each, elements by falling
 * surprise with more than `perElement` of the change, until they hold more than `inAll` of it.
 * Dimensions that do not hold so much are left out; none when there is no change.
 */
export function adtributor(
  dimensions: Readonly<Record<string, readonly Element[]>>,
  { perElement = 0.1, inAll = 0.67, top = 3 } = {},
): Explanation[] {
  return Object.entries(dimensions)
    .flatMap(([dimension, elements]) => {
      const chosen: Explained[] = []
      let power = 0
      for (const each of explain(elements).sort((a, b) => b.surprise - a.surprise)) {
        if (each.explanatoryPower === null || power > inAll) break
        if (each.explanatoryPower <= perElement) continue
        chosen.push(each)
        power += each.explanatoryPower
      }
      const surprise = sum(chosen.map((each) => each.surprise))
      const isEnough = power > inAll
      return isEnough ? [{ dimension, elements: chosen, explanatoryPower: power, surprise }] : []
    })
    .sort((a, b) => b.surprise - a.surprise)
    .slice(0, top)
}

/** An element of a ratio: both of its parts, expected and actual. */
export interface RatioElement {
  readonly forecast: { readonly count: number; readonly exposure: number }
  readonly actual: { readonly count: number; readonly exposure: number }
}

/** Explanatory power of elements for the change of count / exposure, scaled to sum 1; null when they cancel. */
export function ratioExplanatoryPower(elements: readonly RatioElement[]): number[] | null {
  const count = sum(elements.map(({ forecast }) => forecast.count))
  const exposure = sum(elements.map(({ forecast }) => forecast.exposure))
  const parts = elements.map(({ forecast, actual }) => {
    const [more, wider] = [actual.count - forecast.count, actual.exposure - forecast.exposure]
    return (more * exposure - wider * count) / (exposure * (exposure + wider))
  })
  const whole = sum(parts)
  return Math.abs(whole) < 1e-15 || Number.isNaN(whole) ? null : parts.map((part) => part / whole)
}

/** Term of the Jensen–Shannon divergence of an element's share, as expected and as seen. */
function surpriseOf(expected: number, seen: number): number {
  const middle = (expected + seen) / 2
  const term = (part: number) => (part > 0 ? part * Math.log(part / middle) : 0)
  return Math.max((term(expected) + term(seen)) / 2, 0)
}

function share(part: number, total: number): number {
  return total === 0 ? 0 : part / total
}
