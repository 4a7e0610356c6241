-- One row per figure of the period: indicators of the bank and of its groups. A group of fewer
-- than five is suppressed, with others that would give it away. Groups without one are in `blanks`.
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
-- change           higher, lower or no_clear_difference against the period before; null where it is
--                  not compared
-- versus_bank      a group against the rest of the bank, in the same words
-- change_is_clear  the interval of the difference leaves out 0; null where it is not compared
-- missing_days     days of the period and of the one before on which a feed that the indicator
--                  counts is missing, late or short; a change is compared where there are none
-- excluded_count   left out by a stated rule
-- unknown_count    left out for want of a value
-- immature_count   left out because a window is open
-- definition_version version of the definition
-- sign             value (0 too), no_data or suppressed
-- is_suppressed    not shown: the group is too small, or gives away one that is

select
    indicator,
    period_type,
    period_id,
    grouped_by,
    group_id,
    numerator,
    denominator,
    shown.value,
    ci_low,
    ci_high,
    floor,
    target,
    stretch,
    status,
    previous_value,
    year_ago_value,
    case when coalesce(missing_days, 0) = 0 then change end as change,
    versus_bank,
    case when coalesce(missing_days, 0) = 0 then change_is_clear end as change_is_clear,
    coalesce(missing_days, 0) as missing_days,
    excluded_count,
    unknown_count,
    immature_count,
    definition_version,
    sign,
    is_suppressed,
from period_figures as shown
left join missing_days using (indicator)
where grouped_by = 'all' or is_suppressed or numerator is not null or denominator is not null
order by indicator, grouped_by, group_id
