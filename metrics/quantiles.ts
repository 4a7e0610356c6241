import type { Database } from '../core/database.ts'
import { type PeriodType, periodTypes } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { groupedRowsSql, groupingSql } from './count-days.ts'
import { type Group, type Indicator, partConditions, type Quantile } from './define-indicator.ts'
import { periodId } from './periods.ts'
import type { Scope } from './scope.ts'

/** How many values are in memory at once, each as often as it is in a group: 8 bytes, twice while a list grows. */
const valuesAtOnce = 40_000_000

/**
 * Exact quantiles per period and group. DuckDB keeps all values of a quantile in memory, whatever
 * its limit: periods are measured by turns, and large ones group by group. Indicators of the same
 * values share their turns.
 */
export async function measureQuantiles(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  const families = new Map<string, Quantile[]>()
  for (const indicator of indicators) {
    if (indicator.kind !== 'quantile') continue
    const key = [indicator.from, indicator.at, indicator.value, indicator.rows].join('|')
    families.set(key, [...(families.get(key) ?? []), indicator])
  }
  for (const family of families.values()) {
    const [first] = family
    if (first === undefined) continue
    await createObserved(database, first, scope)
    for (const type of periodTypes) {
      for (const turn of await turns(database, first, type, scope)) {
        await database.run(turnSql(family, first, type, turn, scope))
      }
    }
  }
  await database.run('drop table if exists observed')
}

/** Temporary table `observed`: per row its day, groups, part and value; null unless it is counted. */
async function createObserved(
  database: Database,
  indicator: Quantile,
  scope: Scope,
): Promise<void> {
  const parts = partConditions(indicator)
  const groups = indicator.by.map((group) => `g_${group}`).join(', ')
  const years = `select year(period_start) from remeasured
    where indicator = ${literal(indicator.name)} and period_type = 'year'`
  await database.run(`create or replace temp table observed as
    select counted_on as day, ${groups}, ${parts.denominator} as is_counted,
      case when ${parts.denominator} then ${indicator.value} end as measured_value,
      ${parts.excluded} as is_excluded, ${parts.unknown} as is_unknown,
      ${parts.immature} as is_immature
    from (${groupedRowsSql(indicator, indicator.by)})
    where ${indicator.rows} ${scope.isFull ? '' : `and year(counted_on) in (${years})`}`)
}

/** Consecutive periods, and the groups that are measured with them. */
interface Turn {
  readonly from: string
  readonly to: string
  readonly groups: readonly Group[]
  readonly withAll: boolean
}

async function turns(
  database: Database,
  { name, by }: Quantile,
  type: PeriodType,
  scope: Scope,
): Promise<readonly Turn[]> {
  const periods = await database.rows<{ start: string; rows: number }>(
    `select date_trunc('${type}', day)::date as start, count(*) as rows from observed
    ${scope.isFull ? '' : `where ${isRemeasured(name, type)}`}
    group by start order by start`,
  )
  const sets = by.length + 1
  const batches: { from: string; to: string; rows: number }[] = []
  for (const { start, rows } of periods) {
    const last = batches.at(-1)
    if (last !== undefined && (last.rows + rows) * sets <= valuesAtOnce) {
      last.to = start
      last.rows += rows
    } else batches.push({ from: start, to: start, rows })
  }
  return batches.flatMap(({ from, to, rows }): readonly Turn[] => {
    const atOnce = Math.max(1, Math.floor(valuesAtOnce / rows))
    if (atOnce >= sets) return [{ from, to, groups: by, withAll: true }]
    const slices = Array.from({ length: Math.ceil(by.length / atOnce) }, (_, slice) =>
      by.slice(slice * atOnce, (slice + 1) * atOnce),
    )
    return [[], ...slices].map((groups, slice) => ({ from, to, groups, withAll: slice === 0 }))
  })
}

function isRemeasured(name: string, type: PeriodType): string {
  return `date_trunc('${type}', day)::date in (
    select period_start from remeasured where indicator = ${literal(name)} and period_type = '${type}')`
}

function turnSql(
  family: readonly Quantile[],
  first: Quantile,
  type: PeriodType,
  { from, to, groups, withAll }: Turn,
  scope: Scope,
): string {
  const { sets, names } = groupingSql('period_start', groups)
  const wanted = family.map(({ name }, place) => `(${literal(name)}, ${place + 1})`).join(', ')
  const quantiles = family.map((each) => each.quantile).join(', ')
  return `insert into measured
    with observed_periods as (
      select *, date_trunc('${type}', day)::date as period_start from observed
      where date_trunc('${type}', day)::date between date '${from}' and date '${to}'
        ${scope.isFull ? '' : `and ${isRemeasured(first.name, type)}`}
    ),
    placed as (
      select period_start, ${names}, count(*) filter (where is_counted) as total,
        quantile_cont(measured_value, [${quantiles}]) as quantiles,
        count(*) filter (where is_excluded) as excluded,
        count(*) filter (where is_unknown) as unknown,
        count(*) filter (where is_immature) as immature
      from observed_periods
      group by grouping sets (${sets})
    )
    select wanted.indicator, '${type}', ${periodId(`'${type}'`, 'period_start')}, grouped_by, group_id,
      null, total, quantiles[place], excluded, unknown, immature
    from placed cross join (values ${wanted}) wanted(indicator, place)
    where group_id is not null and (total > 0 or grouped_by = 'all')
      ${withAll ? '' : "and grouped_by <> 'all'"}`
}
