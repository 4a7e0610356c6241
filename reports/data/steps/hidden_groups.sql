-- One row per figure that an edition must not show: see indicators.shown.
-- grain: indicator, period_id, grouped_by, group_id
--
-- indicator  identifier
-- period_id  the period, or any month, quarter or year
-- grouped_by channel, department, team, product or cause
-- group_id   group

select indicator, period_id, grouped_by, group_id
from indicators.hidden
where figure = 'value' and period_id <> getvariable('period_id')
union all
select indicator, period_id, grouped_by, group_id
from indicators.shown
where period_type = getvariable('period_type')
  and period_id = getvariable('period_id')
  and is_suppressed
