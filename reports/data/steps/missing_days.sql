-- One row per indicator whose rows are incomplete: on how many days a feed that it counts is
-- missing, late or short. A change from or to such a period is not compared.
-- grain: indicator
--
-- indicator    identifier
-- missing_days days of the period and of the one before

with incomplete as (
    select contract, day
    from arrival_days
    where status in ('missing', 'late', 'low')
)

select indicator, count(distinct day) as missing_days
from incomplete
join indicator_contracts using (contract)
group by indicator
