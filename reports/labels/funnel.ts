import type { Text } from './text.ts'

/** A department in a funnel. */
export interface FunnelRow {
  readonly n: number
  readonly value: number
  /** within, high_95, high_99.8, low_95 or low_99.8 */
  readonly place: string
  readonly is_small: boolean
  readonly over_dispersion: number
  readonly is_adjusted: boolean
}

/** How a department lies among the others: a mark, and whether that is good. */
export type FunnelMark = 'small' | 'within' | 'near' | 'better' | 'worse'

/** Only beyond the outer limits, and of thirty and more, is a department called an outlier. */
export function funnelMark(row: FunnelRow, better: string): FunnelMark {
  if (row.is_small) return 'small'
  if (row.place === 'within') return 'within'
  if (row.place.endsWith('_95')) return 'near'
  return row.place.startsWith('high') === (better === 'higher') ? 'better' : 'worse'
}

/** The place of a department in words. */
export function placeText(row: FunnelRow): Text {
  if (row.is_small) return { zh: '样本不足30，不作评价', en: 'sample under 30, not judged' }
  const isHigh = row.place.startsWith('high')
  if (row.place.endsWith('_99.8')) {
    return isHigh
      ? { zh: '高于99.8%限', en: 'above the 99.8 % limit' }
      : { zh: '低于99.8%限', en: 'below the 99.8 % limit' }
  }
  if (row.place.endsWith('_95')) {
    return isHigh
      ? { zh: '略高，95%与99.8%限之间', en: 'between the upper limits' }
      : { zh: '略低，95%与99.8%限之间', en: 'between the lower limits' }
  }
  return { zh: '属正常波动', en: 'within chance' }
}

/** What a reader must know of the limits; '' where chance alone explains the spread. */
export function spreadText(rows: readonly FunnelRow[]): Text {
  const [first] = rows
  if (first === undefined || first.over_dispersion < 2) return { zh: '', en: '' }
  const spread = first.over_dispersion.toFixed(1)
  return first.is_adjusted
    ? {
        zh: `部门之间的差异为偶然的${spread}倍，界限已据此放宽。`,
        en: `Departments differ ${spread} times as much as by chance; the limits are widened for it.`,
      }
    : {
        zh: `部门之间的差异为偶然的${spread}倍：业务不同，越界不等于做得差，请与本部门目标和往期比较。`,
        en: `Departments differ ${spread} times as much as by chance: their business differs, so that beyond a limit is no verdict; compare each with its own target and past.`,
      }
}

/** Heights for labels so that neighbours do not cover each other, in the order of the points. */
export function apart(heights: readonly number[], gap: number): readonly number[] {
  const order = heights
    .map((height, index) => ({ height, index }))
    .sort((a, b) => a.height - b.height)
  const placed: number[] = heights.map((height) => height)
  let last = -Infinity
  for (const { height, index } of order) {
    last = Math.max(height, last + gap)
    placed[index] = last
  }
  return placed
}
