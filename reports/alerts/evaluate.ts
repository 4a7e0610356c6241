import type { Database, Row } from '../../core/database.ts'
import { type Period, parsePeriod, previousPeriod } from '../../core/periods.ts'
import { literal } from '../../core/sql.ts'
import { hasTable, type Rule } from './rules.ts'

/** A shown figure with what a rule compares it with. */
export interface Measured extends Row {
  readonly period_id: string
  readonly grouped_by: string
  readonly group_id: string
  readonly value: number | null
  readonly n: number | null
  readonly target: number | null
  readonly previous_value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly better: string
  readonly unit: string
  readonly title_zh: string
  readonly title_en: string
}

/** What a rule finds of one group in a period. */
export interface Verdict {
  readonly rule: Rule
  readonly period: Period
  readonly figure: Measured
  /** True where the rule is broken in all its periods, false where not in the newest; null: unknown. */
  readonly isBroken: boolean | null
}

/**
 * What each group of a rule is like in `period`. Only figures that editions show are looked at: a
 * suppressed one, a small sample, a missing target or limit is unknown, and breaks nothing.
 */
export async function evaluate(
  database: Database,
  rule: Rule,
  period: Period,
): Promise<readonly Verdict[]> {
  const periods = [period]
  while (periods.length < rule.periods) {
    periods.push(previousPeriod(periods[periods.length - 1] ?? period))
  }
  const figures = await readFigures(database, rule, periods)
  const of = (group: string, id: string) =>
    figures.find((each) => each.group_id === group && each.period_id === id)
  return figures
    .filter((figure) => figure.period_id === period.id)
    .map((figure): Verdict => {
      const newest = breaks(rule, figure)
      const earlier = periods.slice(1).map((each) => breaks(rule, of(figure.group_id, each.id)))
      // broken now, but not for long enough: that is no recovery of what was told before
      const isBroken = newest === true && !earlier.every((each) => each === true) ? null : newest
      return { rule, period, figure, isBroken }
    })
}

/** The newest period that is over and in which an indicator has a figure. */
export async function newestClosed(
  database: Database,
  rule: Rule,
  today: string,
): Promise<Period | undefined> {
  const [newest] = await database.rows<{ period_id: string }>(
    `select period_id from indicators.shown
    where indicator = $1 and period_type = $2 and period_end < $3::date and value is not null
      and grouped_by = $4
    order by period_end desc limit 1`,
    [rule.indicator, rule.period_type, today, rule.grouped_by],
  )
  return newest === undefined ? undefined : parsePeriod(newest.period_id)
}

function breaks(rule: Rule, figure: Measured | undefined): boolean | null {
  if (figure === undefined) return null
  const { value, n } = figure
  if (value === null || (n ?? 0) < rule.minimum_n) return null
  const sign = figure.better === 'lower' ? 1 : -1
  if (rule.condition === 'limits') {
    const limit = sign === 1 ? figure.high : figure.low
    return limit === null ? null : sign * (value - limit) > 0
  }
  const base = rule.condition === 'target' ? figure.target : figure.previous_value
  if (base === null) return null
  // 0.9 - 0.87 is a little more than 0.03 in binary
  return sign * (value - base) - (rule.threshold ?? 0) > 1e-9 * Math.max(1, Math.abs(base))
}

async function readFigures(
  database: Database,
  rule: Rule,
  periods: readonly Period[],
): Promise<readonly Measured[]> {
  const isLimited = await hasTable(database, 'indicators', 'control_limits')
  const limits = isLimited
    ? 'left join indicators.control_limits l using (indicator, period_id, grouped_by, group_id)'
    : ''
  return database.rows<Measured>(
    `select s.period_id, s.grouped_by, s.group_id, s.value, s.denominator::double as n,
      s.target::double as target, s.previous_value, d.better, d.unit, d.title_zh, d.title_en,
      ${isLimited ? 'l.low, l.high' : 'null::double as low, null::double as high'}
    from indicators.shown s
    join indicators.definitions d using (indicator)
    ${limits}
    where s.indicator = $1 and s.grouped_by = $2 and ($3 = '*' or s.group_id = $3)
      and not coalesce(s.is_suppressed, false) and s.period_id in (${periods.map((each) => literal(each.id)).join(', ')})
    order by s.period_id desc, s.group_id`,
    [rule.indicator, rule.grouped_by, rule.group_id],
  )
}
