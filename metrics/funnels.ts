import type { Database, Row } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { commentColumns } from './score-parts.ts'
import { type Funnel, type FunnelUnit, funnel, funnelLimits } from './statistics/funnel.ts'
import { storeRows } from './store-rows.ts'

/** The columns of `indicators.funnels`, as readers may rely on them. */
export const funnelColumns: Readonly<Record<string, string>> = {
  indicator: 'a rate, or complaints per exposure',
  period_type: 'month, quarter or year',
  period_id: '2026-09, 2026-Q3 or 2026',
  group_id: 'department',
  n: 'its denominator',
  value: 'its value, in the unit of the indicator',
  center: 'value of all departments together',
  low_95: 'lower limit for a department of this size: one of 40 lies beyond by chance',
  high_95: 'upper limit',
  low_998: 'outer lower limit: one of 1000 lies beyond by chance',
  high_998: 'outer upper limit',
  place: 'within, high_95, high_99.8, low_95 or low_99.8',
  is_small: 'n under 30: not judged',
  over_dispersion: 'mean square of the distances in standard deviations; 1 is chance alone',
  is_adjusted: 'whether the limits are widened for it, from ten departments on',
}

/** The columns of `indicators.funnel_limits`. */
export const funnelLimitColumns: Readonly<Record<string, string>> = {
  indicator: 'as in indicators.funnels',
  period_type: 'month, quarter or year',
  period_id: '2026-09, 2026-Q3 or 2026',
  n: 'a size between those of the departments',
  low_95: 'lower limit at this size',
  high_95: 'upper limit',
  low_998: 'outer lower limit',
  high_998: 'outer upper limit',
}

interface Unit extends Row {
  readonly indicator: string
  readonly period_type: string
  readonly period_id: string
  readonly group_id: string
  readonly kind: 'rate' | 'per_exposure'
  readonly scale: number
  readonly count: number
  readonly n: number
}

/**
 * Makes `indicators.funnels` and `indicators.funnel_limits`: the departments of each month, quarter
 * and year against all of them together, with the limits that chance draws at each size. What
 * `indicators.hidden` hides is not in them.
 */
export async function createFunnels(database: Database): Promise<void> {
  const units = await database.rows<Unit>(`select indicator, period_type, period_id, group_id, kind,
      scale, numerator as count, denominator as n
    from indicators."values"
    anti join (from indicators.hidden where figure = 'value') hidden
      using (indicator, period_type, period_id, grouped_by, group_id)
    join indicators.definitions using (indicator)
    where kind in ('rate', 'per_exposure') and not has_exposure and grouped_by = 'department'
      and period_type <> 'day' and group_id <> 'unknown' and denominator > 0
    order by indicator, period_type, period_id, group_id`)
  const funnels = groupRows(units, (unit) => `${unit.indicator}|${unit.period_id}`)
  const made = funnels.flatMap((members) => drawn(members) ?? [])
  const rows = made.flatMap((each) => each.units)
  const limits = made.flatMap((each) => each.limits)
  await keep(database, 'funnels', funnelColumns, rows)
  await keep(database, 'funnel_limits', funnelLimitColumns, limits)
}

function drawn(members: readonly Unit[]) {
  const [first] = members
  if (first === undefined) return undefined
  const { kind, scale } = first
  const shape = funnel(
    kind,
    members.map(({ count, n }) => ({ count, size: n })),
  )
  if (shape === null) return undefined
  const key = ({ indicator, period_type, period_id }: Unit) => ({
    indicator,
    period_type,
    period_id,
  })
  return {
    units: members.flatMap((unit, index) => {
      const found = shape.units[index]
      if (found === undefined) return []
      return [
        { ...key(unit), group_id: unit.group_id, n: unit.n, ...described(found, shape, unit) },
      ]
    }),
    limits: sizesBetween(members.map(({ n }) => n)).map((n) => ({
      ...key(first),
      n,
      ...limitsOf(funnelLimits(kind, shape, n), scale),
    })),
  }
}

function described(found: FunnelUnit, shape: Funnel, { n, scale }: Unit) {
  return {
    value: found.value * scale,
    center: shape.center * scale,
    ...limitsOf(found, scale),
    place: found.class,
    is_small: n < 30,
    over_dispersion: shape.overDispersion,
    is_adjusted: shape.isAdjusted,
  }
}

function limitsOf(
  { limits95, limits998 }: Pick<FunnelUnit, 'limits95' | 'limits998'>,
  scale: number,
) {
  return {
    low_95: limits95.low * scale,
    high_95: limits95.high * scale,
    low_998: limits998.low * scale,
    high_998: limits998.high * scale,
  }
}

/** Sixteen sizes from below the smallest to above the greatest, denser where limits bend. */
function sizesBetween(sizes: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...sizes) * 0.85, Math.max(...sizes) * 1.08]
  const steps = 16
  return Array.from({ length: steps }, (_, step) => low * (high / low) ** (step / (steps - 1)))
}

async function keep(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly Row[],
): Promise<void> {
  const text = ['indicator', 'period_type', 'period_id', 'group_id', 'place']
  const types = Object.keys(columns).map((name) => [
    name,
    text.includes(name) ? 'varchar' : name.startsWith('is_') ? 'boolean' : 'double',
  ])
  await storeRows(database, `new_${table}`, Object.fromEntries(types), rows)
  await database.run(`create or replace table indicators.${table} as from new_${table};
    drop table new_${table}`)
  await commentColumns(database, `indicators.${table}`, columns)
}
