-- One row per figure of the period: indicators of the bank and of its groups. A group of fewer
-- than five is suppressed, with the next smallest where it could be derived otherwise.
-- grain: indicator, grouped_by, group_id
--
-- indicator        identifier
-- period_type      type of the period
-- period_id        period
-- grouped_by       all, channel, department, team, product or cause
-- group_id         group
-- numerator        numerator
-- denominator      denominator, the sample
-- value            value
-- ci_low           lower end of the 95 % interval
-- ci_high          upper end of the 95 % interval
-- floor            least acceptable value
-- target           target valid at the period's end
-- stretch          ambitious target
-- status           met, near, missed, no_target, no_data or small_n
-- previous_value   value of the period before
-- year_ago_value   value a year ago
-- change_is_clear  the interval of the difference leaves out 0; null where it is not compared
-- missing_days     days of the period and of the one before on which a feed that the indicator
--                  counts is missing, late or short; a change is compared where there are none
-- excluded_count   left out by a stated rule
-- unknown_count    left out for want of a value
-- immature_count   left out because a window is open
-- definition_version version of the definition
-- is_suppressed    not shown: the group is too small, or gives away one that is

with figures as (
    select *
    from indicators."values"
    where period_id = getvariable('period_id')
      and grouped_by in ('all', 'channel', 'department', 'team', 'product', 'cause')
),

hidden as (
    select
        indicator,
        grouped_by,
        group_id,
        bool_or(period_id = getvariable('period_id')) as is_suppressed,
        bool_or(period_id = getvariable('previous_id')) as hides_previous,
        bool_or(period_id = getvariable('year_ago_id')) as hides_year_ago,
    from hidden_groups
    group by indicator, grouped_by, group_id
),

judged as (
    select
        figures.*,
        coalesce(is_suppressed, false) as is_suppressed,
        coalesce(is_suppressed or hides_previous, false) as hides_previous,
        coalesce(is_suppressed or hides_year_ago, false) as hides_year_ago,
        coalesce(missing_days.missing_days, 0) as missing_days,
    from figures
    left join hidden using (indicator, grouped_by, group_id)
    left join missing_days using (indicator)
)

select
    indicator,
    period_type,
    period_id,
    grouped_by,
    group_id,
    case when not is_suppressed then numerator end as numerator,
    case when not is_suppressed then denominator end as denominator,
    case when not is_suppressed then value end as value,
    case when not is_suppressed then ci_low end as ci_low,
    case when not is_suppressed then ci_high end as ci_high,
    floor,
    target,
    stretch,
    case when is_suppressed then 'small_n' else status end as status,
    case when not hides_previous then previous_value end as previous_value,
    case when not hides_year_ago then year_ago_value end as year_ago_value,
    case when not hides_previous and missing_days = 0 then change_is_clear end as change_is_clear,
    missing_days,
    case when not is_suppressed then excluded_count end as excluded_count,
    case when not is_suppressed then unknown_count end as unknown_count,
    case when not is_suppressed then immature_count end as immature_count,
    definition_version,
    is_suppressed,
from judged
order by indicator, grouped_by, group_id
