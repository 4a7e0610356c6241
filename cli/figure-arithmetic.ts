import type { Indicator } from '../metrics/define-indicator.ts'
import { createIntervalFunctions } from '../metrics/intervals.ts'
import type { Arithmetic } from '../reports/verify-figures.ts'

/** How the figures of these definitions follow from their numerators and denominators. */
export function figureArithmetic(indicators: readonly Indicator[]): Arithmetic {
  const rules = indicators.flatMap((each) => {
    const { name: indicator, version, kind } = each
    if (kind !== 'rate' && kind !== 'mean' && kind !== 'per_exposure') return []
    return [{ indicator, version, kind, scale: 'scale' in each ? (each.scale ?? 1) : 1 }]
  })
  return { rules, prepare: createIntervalFunctions }
}
