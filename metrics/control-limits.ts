import type { Database, Row } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { commentColumns } from './score-parts.ts'
import {
  type Chart,
  countChart,
  laneyChart,
  pointsToDraw,
  pointsToFreeze,
  rateChart,
  valueChart,
} from './statistics/control-chart.ts'
import { findSignals } from './statistics/signals.ts'
import { storeRows } from './store-rows.ts'

/** The columns of `indicators.control_limits`, as readers may rely on them. */
export const controlLimitColumns: Readonly<Record<string, string>> = {
  indicator: 'identifier; indicators.definitions says what it means',
  period_id: 'month that is over, YYYY-MM',
  grouped_by: 'all, channel or department',
  group_id: 'the group',
  chart: 'p, p_prime, u, u_prime or xmr',
  center: 'centre line: the level of the base, in the unit of the indicator',
  low: 'lower limit, three sigma below',
  high: 'upper limit',
  base_months:
    'months that set the level: the first 20 of the definition, fewer while there are fewer',
  signal:
    'rule that holds in this month: beyond_limits, eight_on_one_side, two_of_three or six_in_a_row; empty without',
  side: 'high or low; empty without a signal',
}

interface Point extends Row {
  readonly indicator: string
  readonly period_id: string
  readonly grouped_by: string
  readonly group_id: string
  readonly kind: string
  readonly scale: number
  readonly is_counted: boolean
  readonly count: number
  readonly size: number
  readonly value: number
  /** First months of newer versions of the definition that have begun: each starts a chart. */
  readonly era: number
}

/** From this spread between months over that of chance on, the limits are widened (Laney). */
const spreadToWiden = 1.2

/**
 * Makes `indicators.control_limits`: per month, bank, channel and department the level and the
 * limits of a control chart, and what it signals. A series under twelve months has none; a new
 * version of a definition begins anew. What `indicators.hidden` hides is not in it.
 */
export async function createControlLimits(database: Database): Promise<void> {
  const points =
    await database.rows<Point>(`select indicator, period_id, grouped_by, group_id, kind,
      scale, kind in ('rate', 'per_exposure') and not has_exposure as is_counted,
      numerator as count, denominator as size, shown.value,
      (select count(*) from indicators.definition_changes changes
        where changes.indicator = shown.indicator and changes.valid_from <= shown.period_end) as era
    from indicators."values" shown
    anti join (from indicators.hidden where figure = 'value') hidden
      using (indicator, period_type, period_id, grouped_by, group_id)
    join indicators.definitions using (indicator)
    join periods using (period_type, period_id)
    where period_type = 'month' and grouped_by in ('all', 'channel', 'department')
      and not periods.is_open and shown.value is not null
    order by indicator, grouped_by, group_id, period_id`)
  const series = groupRows(points, (each) =>
    [each.indicator, each.grouped_by, each.group_id, each.era].join('|'),
  )
  const rows = series.flatMap(limitsOf)
  const types = Object.keys(controlLimitColumns).map((name) => [
    name,
    ['center', 'low', 'high', 'base_months'].includes(name) ? 'double' : 'varchar',
  ])
  await storeRows(database, 'new_control_limits', Object.fromEntries(types), rows)
  await database.run(`create or replace table indicators.control_limits as from new_control_limits;
    drop table new_control_limits`)
  await commentColumns(database, 'indicators.control_limits', controlLimitColumns)
}

function limitsOf(series: readonly Point[]): Row[] {
  if (series.length < pointsToDraw) return []
  const base = series.slice(0, pointsToFreeze)
  const drawn = chartOf(series, base)
  if (drawn === null) return []
  const { chart, name } = drawn
  const scale = series[0]?.is_counted === true ? series[0].scale : 1
  const signals = findSignals(chart)
  return series.flatMap(({ indicator, period_id, grouped_by, group_id }, index) => {
    const limits = chart.points[index]
    if (limits === undefined) return []
    const signal = signals.find(({ at }) => at === index)
    return [
      {
        ...{ indicator, period_id, grouped_by, group_id },
        chart: name,
        center: chart.center * scale,
        low: limits.low * scale,
        high: limits.high * scale,
        base_months: base.length,
        signal: signal?.rule ?? '',
        side: signal?.side ?? '',
      },
    ]
  })
}

/** The chart of all points on the level and spread of the base. */
function chartOf(
  series: readonly Point[],
  base: readonly Point[],
): { readonly chart: Chart; readonly name: string } | null {
  if (series[0]?.is_counted !== true) {
    const values = (points: readonly Point[]) => points.map(({ value }) => value)
    const chart = valueChart(values(series), values(base))
    return chart === null ? null : { chart, name: 'xmr' }
  }
  const [draw, name] = series[0].kind === 'rate' ? [rateChart, 'p'] : [countChart, 'u']
  const level = draw(base)
  const chart = level === null ? null : draw(series, level.center)
  if (level === null || chart === null) return null
  const { sigmaZ } = level
  const widened =
    sigmaZ !== null && sigmaZ >= spreadToWiden ? laneyChart({ ...chart, sigmaZ }) : null
  return widened === null ? { chart, name } : { chart: widened, name: `${name}_prime` }
}
