-- One row per indicator and group of the period, with a figure or without one: what may be shown.
-- grain: indicator, grouped_by, group_id
--
-- * the columns of indicators.shown

select *
from indicators.shown
where period_type = getvariable('period_type') and period_id = getvariable('period_id')
