-- One row per indicator and group of the period for which nothing was counted: why not.
-- grain: indicator, grouped_by, group_id
--
-- indicator  identifier
-- grouped_by channel, department, team, product or cause
-- group_id   group
-- value      0 where no case is open, else null
-- status     no_target or no_data
-- sign       value of no open case, no_data, or not_applicable where the group cannot have it

select indicator, grouped_by, group_id, shown.value, status, sign
from period_figures as shown
where grouped_by <> 'all' and not is_suppressed and numerator is null and denominator is null
order by indicator, grouped_by, group_id
