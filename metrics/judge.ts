import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { sumOpenPeriods } from './add-up-months.ts'
import type { Indicator } from './define-indicator.ts'
import { createEarlier, numberSlices, numbers, sliceNumber } from './number-slices.ts'
import { isOneOf, type Scope } from './scope.ts'
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
  await numberSlices(database)
  await createEarlier(database)
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
        periods.is_open, periods.has_previous, periods.has_year_ago,
        ${sliceNumber} as slice_number,
        slice_number + periods.number as number,
        slice_number + periods.previous_number as previous_number,
        slice_number + periods.year_ago_number as year_ago_number,
        case when kind in ('quantile', 'survival_median') then null
          else coalesce(numerator, 0) end as numerator,
        case when kind = 'stock' or has_exposure then denominator
          else coalesce(denominator, 0) end as denominator,
        case when kind = 'stock' then coalesce(value, 0) else value end as value,
        coalesce(excluded_count, 0) as excluded_count,
        coalesce(unknown_count, 0) as unknown_count,
        coalesce(immature_count, 0) as immature_count,
        kind, better, scale, version,
      from complete ${numbers('complete')}
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
      left join earlier as before on before.number = settled.previous_number
      left join earlier as year_ago on year_ago.number = settled.year_ago_number
      left join valid_targets on valid_targets.number = settled.number
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
  const isAsked = await isOneOf(
    database,
    'period_start',
    `select period_start from asked join periods using (period_type, period_id)
    union all select period_start from vanished join former_periods using (period_type, period_id)`,
  )
  await database.run(`delete from indicators.values
      where ${isAsked}
        and ((indicator, period_type, period_id) in (select (indicator, period_type, period_id) from asked)
          or (period_type, period_id) in (select (period_type, period_id) from vanished))`)
  const { others } = await database.row<{ others: number }>(`select count(*) as others
    from (from indicators.values where as_of <> getvariable('as_of') limit 1)`)
  if (others === 0) return
  // a new column of one value costs nothing, an update of all rows a good deal
  await database.run(`alter table indicators.values drop column as_of`)
  await database.run(`alter table indicators.values
    add column as_of timestamp default getvariable('as_of')`)
  await database.run(`alter table indicators.values alter column as_of drop default`)
}

/** Temporary table `valid_targets`: by the number of its group and period, the target valid on the last day. */
async function resolveTargets(database: Database): Promise<void> {
  await database.run(`create or replace temp table valid_targets as
    with valid as (
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
    ) = 1
    )
    select ${sliceNumber} + periods.number as number, valid.floor, valid.target, valid.stretch,
    from valid ${numbers('valid')}`)
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
