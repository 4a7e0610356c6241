import { literal } from '../core/sql.ts'
import { smallestGroup } from './hide-cells.ts'
import { valueColumns } from './value-columns.ts'
import { changeSql, versusBankSql } from './word-sql.ts'

/** The groups whose figures editions show; a single agent's never are. */
export const shownGroups: readonly string[] = ['channel', 'department', 'team', 'product', 'cause']

const groupList = shownGroups.map(literal).join(', ')

/** Columns of `indicators.values` that are null where the figure is suppressed. */
const masked = [
  ...['numerator', 'denominator', 'value', 'excluded_count', 'unknown_count', 'immature_count'],
  ...['ci_low', 'ci_high'],
]

/** How a column of the values stands in the view. */
function shownColumn(column: string): string {
  if (masked.includes(column)) return `case when not is_suppressed then ${column} end as ${column}`
  if (column === 'status') {
    return `case when is_suppressed then 'small_n' else status end as status`
  }
  if (column === 'previous_value') return 'previous_shown as previous_value'
  if (column === 'year_ago_value') {
    return 'case when not hides_year_ago then year_ago_value end as year_ago_value'
  }
  if (column === 'change_is_clear') {
    return 'case when previous_shown is not null then change_is_clear end as change_is_clear'
  }
  return column
}

/**
 * The query behind `indicators.shown`: one row per indicator, period and group that editions show,
 * also where nothing was counted: no open cases are 0, anything else is no data. Plain SQL alone: readers have no macros. Within a day the smallest
 * groups are hidden until they are two and five rows; longer periods have `indicators.hidden`.
 */
export const shownSql = `
  with figures as not materialized (
    select * from indicators."values" where grouped_by in ('all', ${groupList})
  ),
  asked_days as not materialized (
    select indicator, period_type, grouped_by, group_id, denominator, figure,
      strftime(period_start + case figure when 'value' then interval 0 day
        when 'previous' then interval 1 day else interval 1 year end, '%Y-%m-%d') as period_id,
    from figures
    join indicators.rules using (indicator)
    cross join (values ('value'), ('previous'), ('year_ago')) asked(figure)
    where period_type = 'day' and denominator > 0 and grouped_by <> 'all' and is_sampled
  ),
  sized_days as not materialized (
    select *,
      count(*) filter (where denominator < ${smallestGroup}) over peers as small_groups,
      row_number() over by_size as place,
      sum(denominator) over by_size - denominator as smaller_rows,
    from asked_days
    window peers as (partition by indicator, period_type, period_id, grouped_by, figure),
      by_size as (partition by indicator, period_type, period_id, grouped_by, figure
        order by denominator, group_id)
  ),
  hidden as not materialized (
    select indicator, period_type, period_id, grouped_by, group_id, ${[
      'value',
      'previous',
      'year_ago',
    ]
      .map((figure) => `bool_or(figure = '${figure}') as hides_${figure}`)
      .join(', ')},
    from (
      select indicator, period_type, period_id, grouped_by, group_id, figure from indicators.hidden
      union all
      select indicator, period_type, period_id, grouped_by, group_id, figure
      from sized_days
      where denominator < ${smallestGroup}
        or (small_groups > 0 and (place <= 2 or smaller_rows < ${smallestGroup}))
    )
    group by all
  ),
  judged as not materialized (
    select figures.*, coalesce(hides_value, false) as is_suppressed,
      coalesce(hides_value or hides_previous, false) as hides_previous,
      coalesce(hides_value or hides_year_ago, false) as hides_year_ago,
    from figures
    left join hidden using (indicator, period_type, period_id, grouped_by, group_id)
  ),
  periods as not materialized (
    select distinct period_type, period_id, period_start, period_end, as_of
    from figures
    where grouped_by = 'all'
  ),
  groups as not materialized (
    select distinct period_type, period_id, grouped_by, group_id
    from figures
    where grouped_by <> 'all'
    union
    select period_type, period_id, 'channel', channel
    from periods
    cross join reference.channels
    where channels.is_in_article_2
  ),
  empty as not materialized (
    select rules.indicator, groups.*, periods.* exclude (period_type, period_id),
      case when definitions.kind = 'stock' and list_contains(rules.groups, groups.grouped_by)
        then 0 end as value,
      if(value is null, 'no_data', 'no_target') as status,
      false as is_suppressed, false as hides_previous, false as hides_year_ago,
      definitions.version as definition_version,
    from groups
    join periods using (period_type, period_id)
    cross join indicators.rules
    join indicators.definitions on definitions.indicator = rules.indicator
    anti join figures on figures.indicator = rules.indicator
      and figures.period_type = groups.period_type
      and figures.period_id = groups.period_id and figures.grouped_by = groups.grouped_by
      and figures.group_id = groups.group_id
  ),
  complete as not materialized (
    select *, case when not hides_previous then previous_value end as previous_shown
    from (select * from judged union all by name select * from empty)
  ),
  compared as not materialized (
    select complete.*, definitions.kind, rules.least_difference,
      complete.grouped_by = 'all' or (
        list_contains(rules.groups, complete.grouped_by)
        and case when complete.grouped_by <> 'channel' then true
          else case rules.channel_trait when 'has_queue' then channels.has_queue
            when 'is_voice' then channels.is_voice when 'is_text' then channels.is_text
            else true end end
      ) as is_applicable,
      bank.value as bank_value,
      bank.numerator - complete.numerator as rest_numerator,
      bank.denominator - complete.denominator as rest_denominator,
    from complete
    join indicators.definitions using (indicator)
    join indicators.rules using (indicator)
    left join figures as bank
      on bank.grouped_by = 'all' and complete.grouped_by <> 'all'
      and bank.indicator = complete.indicator and bank.period_type = complete.period_type
      and bank.period_id = complete.period_id
    left join reference.channels
      on complete.grouped_by = 'channel' and channels.channel = complete.group_id
  )
  select ${Object.keys(valueColumns).map(shownColumn).join(',\n    ')},
    case when is_suppressed then 'suppressed' when value is not null then 'value'
      when coalesce(is_applicable, false) then 'no_data' else 'not_applicable' end as sign,
    ${changeSql} as change,
    ${versusBankSql} as versus_bank,
    is_suppressed,
  from compared`
