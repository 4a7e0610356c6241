-- One row per rate and department of the period: where it lies among all departments, given its size.
-- grain: indicator, group_id
--
-- indicator   a rate, or complaints per exposure
-- group_id    department
-- n           its denominator
-- value       its value
-- center      value of all departments together
-- low_95      lower 95 % limit for a department of this size
-- high_95     upper 95 % limit
-- low_998     lower 99.8 % limit
-- high_998    upper 99.8 % limit
-- place       within, high_95, high_99.8, low_95 or low_99.8
-- is_small    n under 30: not judged
-- over_dispersion spread between the departments over that of chance
-- is_adjusted whether the limits are widened for it

select
    indicator,
    group_id,
    n,
    funnels.value,
    center,
    low_95,
    high_95,
    low_998,
    high_998,
    place,
    is_small,
    over_dispersion,
    is_adjusted,
from indicators.funnels
where period_id = getvariable('period_id')
order by indicator, group_id
