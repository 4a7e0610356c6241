import { readDefinitions } from '../core/definitions.ts'
import type { Indicator } from './define-indicator.ts'

/** Every indicator of `metrics/indicators/`, in name order. */
export function readIndicators(): Promise<readonly Indicator[]> {
  return readDefinitions('metrics/indicators', isIndicator)
}

function isIndicator(value: unknown): value is Indicator {
  return typeof value === 'object' && value !== null && 'kind' in value && 'better' in value
}
