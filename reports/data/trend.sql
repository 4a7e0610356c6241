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

select
    indicator,
    period_id as month,
    strftime(period_start, '%y年%-m月') as month_zh,
    strftime(period_start, '%b %y') as month_en,
    grouped_by,
    group_id,
    shown.value,
    ci_low,
    ci_high,
    target,
    denominator,
    sign,
from indicators.shown
where period_type = 'month'
  and grouped_by in ('all', 'channel', 'department')
  and (sign in ('value', 'suppressed') or grouped_by = 'all')
  and period_end <= getvariable('period_end')::date
  and period_end > getvariable('period_end')::date - interval 13 month
order by indicator, grouped_by, group_id, period_start
