-- One row per department, and one for the bank: how long the complaints received in the period take
-- to close, with those still open counted as unfinished (Kaplan-Meier).
-- grain: department_id
--
-- department_id responsible department; all is the bank
-- received      complaints received in the period
-- closed        of them closed with a result
-- median_days   days after which at most half are open; null if that is never reached
-- median_low    lower end of its 95 % interval
-- median_high   upper end; null if never reached
-- open_after_30 share still open after 30 days; null where nobody was watched so long
-- speed         closings over those at the pace of all: under 1 is slower; null where not tested
-- is_clear      the speed differs after adjustment for all departments

select
    if(slice = '', 'all', regexp_extract(slice, '^department=(.+)$', 1)) as department_id,
    received,
    closed,
    median_days,
    median_low,
    median_high,
    open_after_30,
    speed,
    q_value <= 0.05 as is_clear,
from findings.ageing
where period_id = getvariable('period_id') and (slice = '' or slice like 'department=%')
order by slice
