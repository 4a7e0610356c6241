import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { sumOpenPeriods } from './add-up-months.ts'
import type { Indicator } from './define-indicator.ts'
import type { Scope } from './scope.ts'
import { valueColumns } from './value-columns.ts'

const smallSample = 30

/**
 * Makes `indicators.values` of the measured numbers: intervals, targets valid at the period's
 * end, status, and the comparison with the period before and a year ago. An open period is
 * compared with as many days of the earlier one.
 */
export async function judge(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  await describeIndicators(database, indicators)
  await sumOpenPeriods(database)
  await resolveTargets(database)
  if (!scope.isFull) await forgetAsked(database)
  const target = scope.isFull
    ? 'create or replace table indicators.values as'
    : 'insert into indicators.values'
  await database.run(`${target}
    with judged as (
      select period_type, period_id, indicator, 'all' as grouped_by, 'all' as group_id
      from ${scope.isFull ? 'periods cross join indicators.definitions' : 'asked'}
    ),
    complete as (
      select * from measured
      ${scope.isFull ? '' : 'semi join asked using (indicator, period_type, period_id)'}
      where grouped_by <> 'all'
      union all by name
      select judged.*, measured.* exclude (period_type, period_id, indicator, grouped_by, group_id)
      from judged
      left join measured using (period_type, period_id, indicator, grouped_by, group_id)
    ),
    settled as (
      select
        complete.indicator, complete.period_type, complete.period_id, complete.grouped_by,
        complete.group_id,
        periods.period_start, periods.period_end,
        periods.is_open,
        case when periods.is_open then ${openName('previous')} else periods.previous_id end
          as previous_id,
        case when periods.is_open then ${openName('year_ago')} else periods.year_ago_id end
          as year_ago_id,
        periods.has_previous, periods.has_year_ago,
        case when kind in ('quantile', 'survival_median') then null
          else coalesce(numerator, 0) end as numerator,
        case when kind = 'stock' or has_exposure then denominator
          else coalesce(denominator, 0) end as denominator,
        case when kind = 'stock' then coalesce(value, 0) else value end as value,
        coalesce(excluded_count, 0) as excluded_count,
        coalesce(unknown_count, 0) as unknown_count,
        coalesce(immature_count, 0) as immature_count,
        kind, better, definitions.scale, definitions.version,
      from complete
      join periods using (period_type, period_id)
      join indicators.definitions using (indicator)
    ),
    earlier as (
      select indicator, period_type, period_id, grouped_by, group_id, numerator, denominator, value
      from measured
      union all
      select indicator, period_type, period_id || ' ' || figure, grouped_by, group_id,
        numerator, denominator, numerator / nullif(denominator, 0) * scales.scale,
      from open_sums join scales using (indicator)
      where is_compared
    ),
    compared as (
      select settled.*,
        case when settled.kind = 'stock' and settled.has_previous and not settled.is_open
          then coalesce(before.value, 0) else before.value end as previous_value,
        before.numerator as previous_numerator,
        before.denominator as previous_denominator,
        case when settled.kind = 'stock' and settled.has_year_ago and not settled.is_open
          then coalesce(year_ago.value, 0) else year_ago.value end as year_ago_value,
        valid_targets.floor, valid_targets.target, valid_targets.stretch,
      from settled
      left join earlier as before
        on ${sameGroup('before')} and before.period_id = settled.previous_id
      left join earlier as year_ago
        on ${sameGroup('year_ago')} and year_ago.period_id = settled.year_ago_id
      left join valid_targets on ${sameSlice('valid_targets', 'settled')}
    )
    select
      indicator, period_type, period_id, period_start, period_end, grouped_by, group_id,
      numerator, denominator, value, excluded_count, unknown_count, immature_count,
      case when kind = 'rate' then wilson_low(numerator, denominator)
        when kind = 'per_exposure' and denominator > 0
          then poisson_low(numerator) * scale / denominator end as ci_low,
      case when kind = 'rate' then wilson_high(numerator, denominator)
        when kind = 'per_exposure' and denominator > 0
          then poisson_high(numerator) * scale / denominator end as ci_high,
      floor, target, stretch,
      case
        when value is null then 'no_data'
        when kind <> 'composite' and denominator < ${smallSample} then 'small_n'
        when target is null then 'no_target'
        when better = 'higher' and value >= target then 'met'
        when better = 'lower' and value <= target then 'met'
        when better = 'higher' and value >= floor then 'near'
        when better = 'lower' and value <= floor then 'near'
        else 'missed'
      end as status,
      previous_value,
      year_ago_value,
      case
        when value is null or previous_value is null then null
        when kind = 'rate' then
          newcombe_low(numerator, denominator, previous_numerator, previous_denominator) > 0
          or newcombe_high(numerator, denominator, previous_numerator, previous_denominator) < 0
        when kind = 'per_exposure'
          then rates_differ(numerator, denominator, previous_numerator, previous_denominator)
      end as change_is_clear,
      version as definition_version,
      getvariable('as_of') as as_of,
    from compared`)
  for (const [column, meaning] of Object.entries(valueColumns)) {
    await database.run(`comment on column indicators.values.${column} is ${literal(meaning)}`)
  }
}

/** Takes out the rows that are judged again, and periods that have no data any more; dates the rest. */
async function forgetAsked(database: Database): Promise<void> {
  await database.run(`delete from indicators.values
      where (indicator, period_type, period_id) in (select (indicator, period_type, period_id) from asked)
        or (period_type, period_id) in (select (period_type, period_id) from vanished);
    update indicators.values set as_of = getvariable('as_of') where as_of <> getvariable('as_of')`)
}

/** Join condition: same indicator, kind of period and group. */
function sameGroup(table: string): string {
  return ['indicator', 'period_type', 'grouped_by', 'group_id']
    .map((column) => `${table}.${column} = settled.${column}`)
    .join(' and ')
}

/** Join condition: same indicator, period and group. */
function sameSlice(left: string, right: string): string {
  return ['indicator', 'period_type', 'period_id', 'grouped_by', 'group_id']
    .map((column) => `${left}.${column} = ${right}.${column}`)
    .join(' and ')
}

/** Temporary table `valid_targets`: per period the target valid on its last day. */
async function resolveTargets(database: Database): Promise<void> {
  await database.run(`create or replace temp table valid_targets as
    select periods.period_type, periods.period_id, targets.indicator, targets.grouped_by,
      targets.group_id, targets.floor, targets.target, targets.stretch,
    from periods
    join reference.targets
      on targets.valid_from <= periods.period_end
      and (targets.valid_to is null or targets.valid_to >= periods.period_end)
    qualify row_number() over (
      partition by periods.period_type, periods.period_id, targets.indicator,
        targets.grouped_by, targets.group_id
      order by targets.valid_from desc
    ) = 1`)
}

/** `indicators.definitions`: what the identifiers mean, for pages and for people who write SQL. */
async function describeIndicators(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  const rows = indicators.map((each) => {
    const cells = [
      each.name,
      each.title.zh,
      each.title.en,
      each.article,
      each.kind,
      each.unit,
      each.better,
      'scale' in each ? each.scale : 1,
      each.kind === 'per_exposure' && 'exposure' in each.per,
      each.counts.zh,
      each.counts.en,
      each.leavesOut.zh,
      each.leavesOut.en,
      each.owner,
      each.version,
    ]
    return `(${cells.map(literal).join(', ')})`
  })
  await database.run(`create or replace table indicators.definitions as
    select * from (values ${rows.join(',\n      ')}) definitions(
      indicator, title_zh, title_en, article, kind, unit, better, scale, has_exposure,
      counts_zh, counts_en, leaves_out_zh, leaves_out_en, owner, version)`)
}

/** Under which period the numbers that an open one is compared with stand among the earlier ones. */
function openName(which: 'previous' | 'year_ago'): string {
  return `periods.period_id || ' ${which}'`
}
