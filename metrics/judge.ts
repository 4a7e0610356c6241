import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'

const smallSample = 30

/**
 * Makes `indicators.values` of the measured numbers: intervals, targets valid at the period's
 * end, status, and the comparison with the period before and a year ago. An open period is
 * compared with as many days of the earlier one.
 */
export async function judge(database: Database, indicators: readonly Indicator[]): Promise<void> {
  await describeIndicators(database, indicators)
  await compareLikeForLike(database)
  await database.run(`create or replace table indicators.values as
    with complete as (
      select periods.*, asked.indicator, asked.grouped_by, asked.group_id,
        measured.numerator, measured.denominator, measured.value,
        coalesce(measured.excluded_count, 0) as excluded_count,
        coalesce(measured.unknown_count, 0) as unknown_count,
        coalesce(measured.immature_count, 0) as immature_count,
      from (
        select period_type, period_id, indicator, 'all' as grouped_by, 'all' as group_id
        from periods cross join indicators.definitions
        union
        select period_type, period_id, indicator, grouped_by, group_id
        from measured where grouped_by <> 'all'
      ) asked
      join periods using (period_type, period_id)
      left join measured using (period_type, period_id, indicator, grouped_by, group_id)
    ),
    settled as (
      select complete.* replace (
          case when definitions.kind = 'stock' then coalesce(numerator, 0)
            when definitions.kind in ('quantile', 'survival_median') then null
            else coalesce(numerator, 0) end as numerator,
          case when definitions.kind = 'stock' or definitions.has_exposure then denominator
            else coalesce(denominator, 0) end as denominator,
          case when definitions.kind = 'stock' then coalesce(value, 0) else value end as value
        ),
        definitions.kind, definitions.better, definitions.scale, definitions.version,
      from complete join indicators.definitions using (indicator)
    ),
    compared as (
      select settled.*,
        case when settled.is_open then previous_part.value else previous.value end as previous_value,
        case when settled.is_open then previous_part.numerator else previous.numerator end
          as previous_numerator,
        case when settled.is_open then previous_part.denominator else previous.denominator end
          as previous_denominator,
        case when settled.is_open then year_ago_part.value else year_ago.value end
          as year_ago_value,
      from settled
      left join measured as previous
        on previous.indicator = settled.indicator
        and previous.period_type = settled.period_type
        and previous.period_id = settled.previous_id
        and previous.grouped_by = settled.grouped_by and previous.group_id = settled.group_id
      left join measured as year_ago
        on year_ago.indicator = settled.indicator
        and year_ago.period_type = settled.period_type
        and year_ago.period_id = settled.year_ago_id
        and year_ago.grouped_by = settled.grouped_by and year_ago.group_id = settled.group_id
      left join earlier_parts as previous_part
        on previous_part.indicator = settled.indicator and previous_part.which = 'previous'
        and previous_part.period_type = settled.period_type
        and previous_part.period_id = settled.period_id
        and previous_part.grouped_by = settled.grouped_by
        and previous_part.group_id = settled.group_id
      left join earlier_parts as year_ago_part
        on year_ago_part.indicator = settled.indicator and year_ago_part.which = 'year_ago'
        and year_ago_part.period_type = settled.period_type
        and year_ago_part.period_id = settled.period_id
        and year_ago_part.grouped_by = settled.grouped_by
        and year_ago_part.group_id = settled.group_id
    ),
    targeted as (
      select compared.*, targets.floor, targets.target, targets.stretch,
        row_number() over (
          partition by compared.indicator, compared.period_type, compared.period_id,
            compared.grouped_by, compared.group_id
          order by targets.valid_from desc
        ) as target_rank,
      from compared
      left join reference.targets
        on targets.indicator = compared.indicator
        and targets.grouped_by = compared.grouped_by and targets.group_id = compared.group_id
        and targets.valid_from <= compared.period_end
        and (targets.valid_to is null or targets.valid_to >= compared.period_end)
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
    from targeted
    where target_rank = 1
    order by indicator, period_type, period_start, grouped_by, group_id`)
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

/** Sums over the first days of the earlier periods, as many as the open ones have had. */
async function compareLikeForLike(database: Database): Promise<void> {
  await database.run(`create or replace temp table earlier_parts as
    with windows as (
      select period_type, period_id, 'previous' as which, previous_start as from_day,
        previous_start + days_so_far::integer as to_day
      from periods where is_open
      union all
      select period_type, period_id, 'year_ago', year_ago_start,
        year_ago_start + days_so_far::integer
      from periods where is_open
    )
    select windows.period_type, windows.period_id, windows.which, daily.indicator,
      daily.grouped_by, daily.group_id, sum(daily.numerator) as numerator,
      sum(daily.denominator) as denominator,
      sum(daily.numerator) / nullif(sum(daily.denominator), 0) * any_value(scales.scale) as value,
    from windows
    join indicators.daily on daily.day between windows.from_day and windows.to_day
    join scales using (indicator)
    group by all`)
}
