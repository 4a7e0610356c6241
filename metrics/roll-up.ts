import type { Database } from '../core/database.ts'
import { type PeriodType, periodTypes } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { summedCounts } from './add-up-months.ts'
import { type Indicator, isAdditive } from './define-indicator.ts'
import { periodId } from './periods.ts'
import { isOneOf, remeasuredStarts, type Scope } from './scope.ts'

/** Makes the temporary table `measured`, which the functions below fill. */
export async function createMeasured(database: Database): Promise<void> {
  await database.run(`create or replace temp table measured (
    indicator varchar, period_type varchar, period_id varchar, grouped_by varchar, group_id varchar,
    numerator double, denominator double, value double,
    excluded_count bigint, unknown_count bigint, immature_count bigint)`)
}

/** Sums of the daily and monthly counts per period; a ratio is taken once, of the sums. */
export async function rollUpDays(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  const scales = indicators
    .filter(isAdditive)
    .map((each) => `(${literal(each.name)}, ${'scale' in each ? each.scale : 1})`)
  await database.run(`create or replace temp table scales as
    select * from (values ${scales.join(', ')}) scales(indicator, scale)`)
  for (const type of periodTypes) {
    const start = type === 'day' ? 'day' : `date_trunc('${type}', month)::date`
    const isWanted = await isRemeasured(database, type, start, scope)
    const summed = type === 'day' ? singleDays(indicators, isWanted) : months(start, isWanted)
    await database.run(`insert into measured
      with summed as (${summed})
      select indicator, '${type}', ${periodId(`'${type}'`, 'period_start')}, grouped_by, group_id,
        numerator, denominator, numerator / nullif(denominator, 0) * scale,
        excluded, unknown, immature
      from summed join scales using (indicator)
      where grouped_by = 'all' or numerator <> 0 or denominator <> 0`)
  }
}

/** Days as they are; only of indicators with a denominator from another mart there are two rows. */
function singleDays(indicators: readonly Indicator[], isWanted: string): string {
  const split = indicators.filter((each) => each.kind === 'per_exposure' && 'from' in each.per)
  const isSplit = `indicator in (${['', ...split.map(({ name }) => name)].map(literal).join(', ')})`
  const days = (condition: string, sums: string) => `
    select indicator, day as period_start, grouped_by, group_id, ${sums}
    from indicators.daily where ${isWanted} and ${condition}`
  return `${days(`not ${isSplit}`, 'numerator, denominator, excluded, unknown, immature')}
    union all ${days(isSplit, summedCounts)} group by all`
}

/** Months as they are, quarters and years as sums of months. */
function months(start: string, isWanted: string): string {
  return `select indicator, ${start} as period_start, grouped_by, group_id, ${summedCounts}
    from indicators.monthly where ${isWanted}
    group by all`
}

/** SQL condition: an indicator and the first day of a period are measured again. */
async function isRemeasured(
  database: Database,
  type: PeriodType,
  start: string,
  { isFull }: Scope,
): Promise<string> {
  if (isFull) return 'true'
  const starts = remeasuredStarts(type)
  return `${await isOneOf(database, start, starts)}
    and (indicator, ${start}) in (select (indicator, period_start)
      from remeasured where period_type = '${type}')`
}

/**
 * Denominators of indicators per exposure: the plain mean of the months of the period that have
 * a row. The bank uses rows without department and product, a department its rows without product.
 * Who is exposed and has no case has a rate of 0.
 */
export async function applyExposure(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  for (const indicator of indicators) {
    if (indicator.kind !== 'per_exposure' || 'from' in indicator.per) continue
    const column = indicator.per.exposure
    await database.run(`create or replace temp table exposed as
      select periods.period_type, periods.period_id, grouped_by, group_id, avg(amount) as mean
      from periods
      join (
        select month, ${column} as amount,
          case when department_id is null then 'all' else 'department' end as grouped_by,
          coalesce(department_id, 'all') as group_id
        from reference.exposure
        where product_code is null and ${column} is not null
      ) monthly
        on strftime(periods.period_start, '%Y-%m') <= monthly.month
        and strftime(periods.period_end, '%Y-%m') >= monthly.month
      ${
        scope.isFull
          ? ''
          : `semi join (from remeasured where indicator = ${literal(indicator.name)}) own
        on own.period_type = periods.period_type and own.period_id = periods.period_id`
      }
      group by all;
      update measured
      set denominator = exposed.mean,
        value = measured.numerator / nullif(exposed.mean, 0) * ${indicator.scale}
      from exposed
      where measured.indicator = ${literal(indicator.name)} and ${sameSlice('measured')};
      insert into measured
      select ${literal(indicator.name)}, period_type, period_id, grouped_by, group_id,
        0, mean, 0, 0, 0, 0
      from exposed
      where mean > 0 and not exists (select 1 from measured
        where measured.indicator = ${literal(indicator.name)} and ${sameSlice('measured')})`)
    await database.run(`update measured set denominator = null, value = null
      where indicator = ${literal(indicator.name)} and denominator = 0`)
  }
}

/** Join condition: same period and group as a row of `exposed`. */
function sameSlice(table: string): string {
  return ['period_type', 'period_id', 'grouped_by', 'group_id']
    .map((column) => `${table}.${column} = exposed.${column}`)
    .join(' and ')
}
