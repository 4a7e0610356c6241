import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'

/**
 * What is measured: everything, or only what changed rows of the marts touch. The temporary tables
 * `changed_<mart>` have the rows that left a mart and those that came since it was last measured.
 */
export interface Scope {
  readonly isFull: boolean
}

/** A mart and a column with the days that its rows belong to. */
interface DayColumn {
  readonly from: string
  readonly at: string
}

/** The day columns by which an indicator takes part in a day. */
export function dayColumns(indicator: Indicator): readonly DayColumn[] {
  if (indicator.kind === 'composite') return []
  const { from, at } = indicator
  if (indicator.kind === 'stock')
    return [
      { from, at },
      { from, at: indicator.leaves },
    ]
  const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? [indicator.per] : []
  return [{ from, at }, ...per]
}

/** Temporary table `touched`: days of changed rows, by mart and day column. */
export async function findTouchedDays(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await database.run(
    'create or replace temp table touched (mart varchar, day_column varchar, day date)',
  )
  const columns = new Map(
    indicators.flatMap(dayColumns).map((each) => [`${each.from} ${each.at}`, each]),
  )
  for (const { from, at } of columns.values()) {
    await database.run(`insert into touched
      select distinct ${literal(from)}, ${literal(at)}, ${identifier(at)}
      from ${changedTable(from)} where ${identifier(at)} is not null`)
  }
}

/** The temporary table with the changed rows of a mart. */
export function changedTable(mart: string): string {
  return identifier('temp', `changed_${mart.split('.')[1]}`)
}

/** SQL condition: a day of a mart is touched. */
export function isTouched({ from, at }: DayColumn, day: string): string {
  return `${day} in (select day from touched where mart = ${literal(from)} and day_column = ${literal(at)})`
}

/**
 * Keeps what the last measurement says of its periods: `former_periods`, with whether they were
 * open then. Needs `indicators.values` as it was.
 */
export async function keepFormerPeriods(database: Database): Promise<void> {
  await database.run(`create or replace temp table former_periods as
    select distinct period_type, period_id, period_start, period_end,
      local_midnight(period_end + 1) > as_of as is_open
    from indicators.values where grouped_by = 'all'`)
}

/**
 * Temporary tables `remeasured` (indicator and period: its rows are measured again) and `asked`
 * (its rows are judged again: those, what is compared with them and, when the cut-off has moved, open periods).
 */
export async function chooseSlices(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await database.run(`create or replace temp table remeasured as
    select * from (${indicators.map(remeasuredSql).join(' union ')})
    union
    select name, period_type, period_id, period_start, period_end
    from periods cross join (values ${indicators.map(({ name }) => `(${literal(name)})`).join(', ')}) t(name)
    where not exists (from former_periods former
      where former.period_type = periods.period_type and former.period_id = periods.period_id)`)
  await database.run(`create or replace temp table vanished as
    select period_type, period_id from former_periods anti join periods using (period_type, period_id)`)
  await database.run(`create or replace temp table asked as
    with names as (select unnest([${indicators.map(({ name }) => literal(name)).join(', ')}]) as indicator),
    changed as (
      select indicator, period_type, period_id from remeasured
      union all
      select indicator, period_type, period_id from names cross join vanished
    )
    select indicator, period_type, period_id from remeasured
    union
    select changed.indicator, periods.period_type, periods.period_id
    from changed join periods
      on periods.period_type = changed.period_type
      and (periods.previous_id = changed.period_id or periods.year_ago_id = changed.period_id)
    union
    select indicator, period_type, period_id
    from names cross join (
      select period_type, period_id from periods where is_open and ${hasMoved}
      union
      select period_type, period_id from former_periods semi join periods using (period_type, period_id)
      where is_open and ${hasMoved}
    )`)
}

/** Open periods are compared with as many days as they have had, which a later cut-off changes. */
const hasMoved = `(select max(as_of) from indicators.values) is distinct from getvariable('as_of')`

function remeasuredSql(indicator: Indicator): string {
  const columns = `${literal(indicator.name)} as indicator, period_type, period_id, period_start, period_end`
  if (indicator.kind === 'composite') return `select ${columns} from periods`
  const days = dayColumns(indicator)
    .map(({ from, at }) => `(mart = ${literal(from)} and day_column = ${literal(at)})`)
    .join(' or ')
  const isWithin =
    indicator.kind === 'stock'
      ? `period_end >= (select min(day) from touched where ${days})`
      : `exists (from touched where (${days}) and day between period_start and period_end)`
  return `select ${columns} from periods where ${isWithin}`
}

/** So many periods are named one by one; beyond that, a scan is as quick. */
const mostNamed = 400

/**
 * SQL condition: a column is one of the days that a select of one date column finds. The days stand
 * in it, so that rows of other days are passed over without a look at their names.
 */
export async function isOneOf(database: Database, column: string, days: string): Promise<string> {
  const rows = await database.rows<{ day: string }>(
    `select distinct day from (${days}) found(day) where day is not null limit ${mostNamed + 1}`,
  )
  if (rows.length > mostNamed) return 'true'
  if (rows.length === 0) return 'false'
  return `${column} in (${rows.map(({ day }) => `date '${day}'`).join(', ')})`
}

/** Select of the first days of all periods of a kind that are measured again. */
export function remeasuredStarts(type: string): string {
  return `select period_start from remeasured where period_type = ${literal(type)}`
}

/**
 * Rows of `measured` that are needed and were not measured again, from the values as they are: what
 * is judged or compared, and all of the whole bank, of which the score is made.
 */
export async function restoreMeasured(database: Database): Promise<void> {
  await database.run(`create or replace temp table needed as
      select indicator, period_type, period_id from asked
      union
      select asked.indicator, asked.period_type, earlier_id
      from asked join periods using (period_type, period_id)
      cross join lateral (values (previous_id), (year_ago_id)) earlier(earlier_id)`)
  const isNeeded = await isOneOf(
    database,
    'period_start',
    'select period_start from needed join periods using (period_type, period_id)',
  )
  await database.run(`insert into measured
    with former as (
      select * from indicators.values where grouped_by = 'all'
      union all
      select * from indicators.values
      where ${isNeeded} and grouped_by <> 'all'
        and (indicator, period_type, period_id) in (select (indicator, period_type, period_id) from needed)
    )
    select indicator, period_type, period_id, grouped_by, group_id,
      numerator, denominator, value, excluded_count, unknown_count, immature_count
    from former
    anti join remeasured using (indicator, period_type, period_id)
    semi join periods using (period_type, period_id)
    where former.value is not null or former.numerator <> 0 or former.denominator <> 0
      or former.excluded_count + former.unknown_count + former.immature_count > 0`)
}
