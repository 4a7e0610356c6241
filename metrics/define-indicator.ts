import type { Example, Text } from './example.ts'

/** The groups that values are given for, and the mart column that says the group of a row. */
export const groupColumns = {
  channel: 'channel',
  department: 'department_id',
  team: 'team_id',
  agent: 'agent_id',
  branch: 'branch_id',
  product: 'product_code',
  reason: 'reason_code',
  cause: 'cause_code',
} as const
export type Group = keyof typeof groupColumns

/** Groups in which a missing code is a group of its own, `unknown`; elsewhere it has no row. */
export const groupsWithUnknown: readonly Group[] = ['department', 'product', 'reason', 'cause']

export type Unit =
  | 'rate'
  | 'seconds'
  | 'score'
  | 'points'
  | 'count'
  | 'days'
  | 'per_10k'
  | 'per_1k'
  | 'per_10m'

/** Rows of a mart that belong to a day and its groups. */
export interface Side {
  readonly from: string
  /** Column with the local day that a row belongs to. */
  readonly at: string
  /** SQL condition: the rows this is about. */
  readonly rows: string
}

interface Common {
  readonly name: string
  readonly title: Text
  /** Article and number, `10.1`. */
  readonly article: string
  readonly unit: Unit
  /**
   * No `band`: a target has one floor and one target, which lie on the same side of the value. A
   * band needs limits on both sides, and a status for each.
   */
  readonly better: 'higher' | 'lower'
  /**
   * The least difference that matters in practice, in the unit of the value: a smaller one is not
   * called a difference, however sure it is. Where it is left out, that of the unit.
   */
  readonly leastDifference?: number
  readonly by: readonly Group[]
  readonly version: number
  /** What each version changed, newest last; readers see it beside the number. */
  readonly changes: readonly {
    readonly version: number
    readonly from: string
    readonly note: Text
  }[]
  readonly owner: string
  /** What it counts and what it leaves out, for readers. */
  readonly counts: Text
  readonly leavesOut: Text
  /** When the verdict on a case is final; at once where it is left out. Goes with `immature`. */
  readonly maturity?: Text
  /** The worked example, which is the test of the definition. */
  readonly example: Example
}

/**
 * The rows of `rows` fall into four parts, in this order: `excluded` by a stated rule, `unknown`
 * for want of a value, `immature` because a window is still open, and the denominator.
 */
interface Parts extends Side {
  readonly excluded?: string
  readonly unknown?: string
  readonly immature?: string
}

/** A share of rows. */
interface Rate extends Common, Parts {
  readonly kind: 'rate'
  readonly numerator: string
}

/** A mean of an expression, or a net score with `scale` 100. */
interface Mean extends Common, Parts {
  readonly kind: 'mean'
  readonly sum: string
  readonly scale?: number
}

/** Counted rows per rows of another mart, or per exposure of the bank. */
interface PerExposure extends Common, Parts {
  readonly kind: 'per_exposure'
  readonly scale: number
  readonly per: Side | { readonly exposure: 'customers' | 'outlets' }
}

/** A quantile of an expression, interpolated linearly. */
export interface Quantile extends Common, Parts {
  readonly kind: 'quantile'
  readonly value: string
  readonly quantile: number
}

/** Cases open at the end of the period. */
export interface Stock extends Common, Side {
  readonly kind: 'stock'
  readonly leaves: string
}

/** Median time to an event by Kaplan and Meier; rows without the event are censored. */
export interface SurvivalMedian extends Common, Parts {
  readonly kind: 'survival_median'
  readonly days: string
  readonly event: string
}

/** A weighted score of other indicators against their targets. */
interface Composite extends Common {
  readonly kind: 'composite'
  readonly weights: Readonly<Record<string, number>>
  readonly minimumDenominator: number
  readonly minimumWeight: number
}

export type Indicator = Rate | Mean | PerExposure | Quantile | Stock | SurvivalMedian | Composite
export type PartsIndicator = Rate | Mean | PerExposure | Quantile | SurvivalMedian

/** An indicator as data. */
export function defineIndicator<const T extends Indicator>(definition: T): T {
  return definition
}

/** Whether values of several periods and groups add up by numerator and denominator. */
export function isAdditive(indicator: Indicator): indicator is Rate | Mean | PerExposure {
  return indicator.kind === 'rate' || indicator.kind === 'mean' || indicator.kind === 'per_exposure'
}

/**
 * What a reader may add up: values of days and of groups by numerator and denominator, values of
 * groups on one day, or nothing.
 */
export function additivity(indicator: Indicator): 'days and groups' | 'groups' | 'nothing' {
  if (indicator.kind === 'stock') return 'groups'
  const hasExposure = indicator.kind === 'per_exposure' && 'exposure' in indicator.per
  return isAdditive(indicator) && !hasExposure ? 'days and groups' : 'nothing'
}

/** The denominator under which the status is `small_n`; null where nothing is sampled. */
export function minimumN(indicator: Indicator): number | null {
  return indicator.kind === 'stock' || indicator.kind === 'composite' ? null : 30
}

/** The four parts as SQL conditions that exclude each other. */
export function partConditions(indicator: PartsIndicator): {
  readonly excluded: string
  readonly unknown: string
  readonly immature: string
  readonly denominator: string
} {
  const holds = (condition: string | undefined) =>
    condition === undefined ? 'false' : `coalesce((${condition}), false)`
  const rows = `(${indicator.rows})`
  const excluded = holds(indicator.excluded)
  const unknown = holds(indicator.unknown)
  const immature = holds(indicator.immature)
  return {
    excluded: `${rows} and ${excluded}`,
    unknown: `${rows} and not ${excluded} and ${unknown}`,
    immature: `${rows} and not ${excluded} and not ${unknown} and ${immature}`,
    denominator: `${rows} and not ${excluded} and not ${unknown} and not ${immature}`,
  }
}
