-- One row per indicator, month and group: the last thirteen months up to the period's end.
-- grain: indicator, month, grouped_by, group_id
--
-- indicator   identifier
-- month       YYYY-MM
-- month_zh    name of the month
-- month_en    the same in English
-- grouped_by  all, channel or department
-- group_id    group
-- value       value; null where the group is too small, or gives away one that is
-- ci_low      lower end of the 95 % interval
-- ci_high     upper end of the 95 % interval
-- target      target valid at the month's end
-- denominator sample
-- sign        value, suppressed or, of the bank, no_data
-- center      centre line of its control chart; null where there is none
-- limit_low   lower control limit
-- limit_high  upper control limit
-- signal      what the chart says of the month: beyond_limits, eight_on_one_side, two_of_three or
--             six_in_a_row; empty without
-- side        high or low; empty without a signal

select
    shown.indicator,
    shown.period_id as month,
    strftime(shown.period_start, '%y年%-m月') as month_zh,
    strftime(shown.period_start, '%b %y') as month_en,
    shown.grouped_by,
    shown.group_id,
    shown.value,
    shown.ci_low,
    shown.ci_high,
    shown.target,
    shown.denominator,
    shown.sign,
    limits.center,
    limits.low as limit_low,
    limits.high as limit_high,
    coalesce(limits.signal, '') as signal,
    coalesce(limits.side, '') as side,
from indicators.shown as shown
left join indicators.control_limits as limits
    on limits.indicator = shown.indicator
    and limits.period_id = shown.period_id
    and limits.grouped_by = shown.grouped_by
    and limits.group_id = shown.group_id
where shown.period_type = 'month'
  and shown.grouped_by in ('all', 'channel', 'department')
  and (shown.sign in ('value', 'suppressed') or shown.grouped_by = 'all')
  and shown.period_end <= getvariable('period_end')::date
  and shown.period_end > getvariable('period_end')::date - interval 13 month
order by shown.indicator, shown.grouped_by, shown.group_id, shown.period_start
