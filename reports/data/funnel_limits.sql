-- One row per rate of the period and size: the limits of its funnel, to draw them.
-- grain: indicator, n
--
-- indicator as in funnels
-- n         size
-- low_95    lower 95 % limit at this size
-- high_95   upper 95 % limit
-- low_998   lower 99.8 % limit
-- high_998  upper 99.8 % limit

select indicator, n, low_95, high_95, low_998, high_998
from indicators.funnel_limits
where period_id = getvariable('period_id')
order by indicator, n
