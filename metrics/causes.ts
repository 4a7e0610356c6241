import type { Database } from '../core/database.ts'
import type { Period } from '../core/periods.ts'
import { identifier } from '../core/sql.ts'
import type { Closing, RestatementReason } from './closings.ts'
import type { Change } from './compare-closing.ts'
import type { Indicator } from './define-indicator.ts'

/** Why a figure changed. `matured`: cases became final that were not when the period was closed. */
export type Cause = RestatementReason | 'matured'

/** A staging table that a mart is made of, and the key columns that both have. */
export interface Delivered {
  readonly mart: string
  readonly staging: string
  readonly key: readonly string[]
}

/** What is known about the figures of a period before their changes are judged. */
export interface Background {
  readonly indicators: readonly Indicator[]
  readonly delivered: readonly Delivered[]
}

/**
 * The cause of each change, as far as the warehouse tells it: another version of the definition;
 * else rows of the period that were first loaded after the closing; else cases that matured; else
 * a correction, as of reference data or of an earlier delivery.
 */
export async function judgeChanges(
  database: Database,
  period: Period,
  closing: Closing,
  changes: readonly Change[],
  { indicators, delivered }: Background,
): Promise<readonly (Change & { readonly cause: Cause })[]> {
  const late = new Set<string>()
  for (const indicator of indicators.filter((each) => changes.some(isOf(each)))) {
    for (const side of sidesOf(indicator)) {
      if (await hasLateRows(database, side, period, closing, delivered)) late.add(indicator.name)
    }
  }
  const matured = new Set(changes.filter(hasMatured).map((each) => groupText(each)))
  const own = changes.map((change) => ({ ...change, cause: causeOf(change, late, matured) }))
  return own.map((change) => {
    const indicator = indicators.find((each) => each.name === change.indicator)
    if (indicator?.kind !== 'composite' || change.cause === 'definition') return change
    const parts = own.filter(
      (part) => part.grouped_by === 'all' && part.indicator in indicator.weights,
    )
    return { ...change, cause: order.find((each) => parts.some(isBy(each))) ?? 'correction' }
  })
}

const order: readonly Cause[] = ['definition', 'late_data', 'matured', 'correction']
const isBy = (cause: Cause) => (change: { readonly cause: Cause }) => change.cause === cause
const isOf = (indicator: Indicator) => (change: Change) => change.indicator === indicator.name

function causeOf(change: Change, late: ReadonlySet<string>, matured: ReadonlySet<string>): Cause {
  const { version_before: before, version_after: after } = change
  if (before !== null && after !== null && before !== after) return 'definition'
  if (late.has(change.indicator)) return 'late_data'
  // a group of open cases alone had no figure; the bank's says how many there were
  const known = before === null ? groupText({ ...change, grouped_by: 'all', group_id: 'all' }) : ''
  return matured.has(groupText(change)) || matured.has(known) ? 'matured' : 'correction'
}

const hasMatured = (change: Change) => (change.immature_before ?? 0) > (change.immature_after ?? 0)
const groupText = ({ indicator, grouped_by: by, group_id: id }: Change) =>
  `${indicator} ${by} ${id}`

interface Side {
  readonly from: string
  readonly at: string
  /** Rows of earlier days count, too. */
  readonly isStock: boolean
}

function sidesOf(indicator: Indicator): readonly Side[] {
  if (indicator.kind === 'composite') return []
  const { from, at } = indicator
  const own = { from, at, isStock: indicator.kind === 'stock' }
  if (indicator.kind !== 'per_exposure' || 'exposure' in indicator.per) return [own]
  return [own, { from: indicator.per.from, at: indicator.per.at, isStock: false }]
}

/**
 * Whether a mart has rows of the period of which something was first loaded after the closing. A
 * file that a full load read again counts from its first load, known by its content.
 */
async function hasLateRows(
  database: Database,
  { from, at, isStock }: Side,
  period: Period,
  closing: Closing,
  delivered: readonly Delivered[],
): Promise<boolean> {
  const [schema = '', table = ''] = from.split('.')
  const tables = delivered.filter((each) => each.mart === from)
  const isLate = tables.map(({ staging, key }) => {
    const columns = key.map((name) => identifier(name)).join(', ')
    return `(${columns}) in (select (${columns}) from ${staging} semi join late using (_file_id))`
  })
  if (isLate.length === 0) return false
  const { is_late: found } = await database.row<{ is_late: boolean }>(
    `with late as (
      select file_id as _file_id
      from ops.files
      join (
        select sha256, min(loaded_at) as first_loaded_at
        from ops.files where status <> 'held' group by sha256
      ) using (sha256)
      where first_loaded_at > $1::timestamp
    )
    select exists (
      select 1 from ${identifier(schema, table)}
      where ${identifier(at)} <= $3::date and (${isStock} or ${identifier(at)} >= $2::date)
        and (${isLate.join(' or ')})
    ) as is_late`,
    [closing.closed_at, period.start, period.end],
  )
  return found
}
