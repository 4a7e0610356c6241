/** What tells one figure of all periods from another. */
export const figureKey = 'indicator, period_type, period_id, grouped_by, group_id'

/** The columns of `indicators.series`, as readers may rely on them. */
export const seriesColumns: Readonly<Record<string, string>> = {
  indicator: 'identifier; indicators.definitions says what it means',
  period_type: 'day, month, quarter or year',
  period_id: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  period_start: 'first local day',
  period_end: 'last local day',
  grouped_by: 'all, channel, department, team, agent, branch, product, reason or cause',
  group_id: 'the group',
  published_value: 'value when the period was closed; null where it never was',
  restated_value: 'value of the latest revision; that of the closing where none followed',
  current_value: 'value of the last build',
  revision: 'latest revision of the period; null where it was never closed',
  reason: 'of the latest restatement that changed this figure; null where none did',
}

/**
 * SQL: whether two rows are different figures; a row that is missing is one. A definition that
 * changed makes another figure of the same number, and a target that changed another status.
 */
export function figuresDiffer(before: string, after: string): string {
  const numbers = ['numerator', 'denominator', 'value'].map((column) =>
    numbersDiffer(`${before}${column}`, `${after}${column}`),
  )
  const words = ['status', 'definition_version'].map(
    (column) => `${before}${column} is distinct from ${after}${column}`,
  )
  return `(${[...numbers, ...words].join(' or ')})`
}

/** SQL: sums may differ from build to build in the last digits, by the order of their rows. */
function numbersDiffer(before: string, after: string): string {
  return `(${before} is distinct from ${after} and coalesce(
    abs(${before} - ${after}) > 1e-12 * greatest(abs(${before}), abs(${after})), true))`
}

/** The query behind `indicators.series`. Plain SQL alone: readers have no macros. */
export const seriesSql = `
  with latest as (
    select period_type, period_id, max(revision) as latest from ops.closings group by all
  ),
  revisions as (
    select figures.*, latest, closings.revision, closings.reason, published.numerator,
      published.denominator, published.value, published.status, published.definition_version,
    from (
      select ${figureKey}, min(period_start) as period_start, max(period_end) as period_end
      from indicators.published group by all
    ) figures
    join latest using (period_type, period_id)
    join ops.closings using (period_type, period_id)
    left join indicators.published using (${figureKey}, revision)
  ),
  steps as (
    select *, ${['numerator', 'denominator', 'value', 'status', 'definition_version']
      .map((column) => `lag(${column}) over in_time as earlier_${column}`)
      .join(', ')},
    from revisions
    window in_time as (partition by ${figureKey} order by revision)
  ),
  closed as (
    select ${figureKey}, period_start, period_end,
      max(value) filter (where revision = 1) as published_value,
      max(value) filter (where revision = latest) as restated_value,
      max_by(reason, revision) filter (where revision > 1 and ${figuresDiffer('earlier_', '')})
        as reason,
    from steps
    group by all
  ),
  now as (
    select ${figureKey}, period_start, period_end, value as current_value from indicators.values
  )
  select ${figureKey.split(', ').slice(0, 3).join(', ')},
    coalesce(now.period_start, closed.period_start) as period_start,
    coalesce(now.period_end, closed.period_end) as period_end,
    grouped_by, group_id, published_value, restated_value, current_value,
    latest.latest as revision, reason,
  from closed
  full join now using (${figureKey})
  left join latest using (period_type, period_id)`
