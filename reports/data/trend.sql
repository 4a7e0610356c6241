-- One row per indicator, month and group: the last thirteen months up to the period's end.
-- grain: indicator, month, grouped_by, group_id
--
-- indicator   identifier
-- month       YYYY-MM
-- month_zh    name of the month
-- grouped_by  all, channel or department
-- group_id    group
-- value       value; null where the group is too small, or gives away one that is
-- ci_low      lower end of the 95 % interval
-- ci_high     upper end of the 95 % interval
-- target      target valid at the month's end
-- denominator sample

with months as (
    select
        figures.*,
        hidden_groups.indicator is null as is_shown,
    from indicators."values" as figures
    left join hidden_groups using (indicator, period_id, grouped_by, group_id)
    where figures.period_type = 'month'
      and figures.grouped_by in ('all', 'channel', 'department')
      and figures.period_end <= getvariable('period_end')::date
      and figures.period_end > getvariable('period_end')::date - interval 13 month
)

select
    indicator,
    period_id as month,
    strftime(period_start, '%y年%-m月') as month_zh,
    grouped_by,
    group_id,
    case when is_shown then value end as value,
    case when is_shown then ci_low end as ci_low,
    case when is_shown then ci_high end as ci_high,
    target,
    case when is_shown then denominator end as denominator,
from months
order by indicator, grouped_by, group_id, period_start
