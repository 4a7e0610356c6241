-- One row per feed: the system, how many of its days are complete, and when it delivered last.
-- grain: source, feed
--
-- source         source
-- feed           folder of a system
-- feed_zh        name of the system
-- feed_en        the same in English
-- contract_zh    canonical table that it feeds
-- contract_en    the same in English
-- sort_order     order in a list
-- days_expected  days of the period up to the cut-off that should have rows
-- days_complete  of them complete
-- days_missing   of them without rows
-- days_low       of them with far fewer rows than usual
-- days_before    days of the period before that are missing or short
-- rows           rows of the period; null for a department
-- last_day       newest local day with rows, at the cut-off
-- has_ended      nothing was delivered in the period, nor in the one before

with days as (
    select
        source,
        feed,
        count(*) filter (where is_now and (status <> 'none')) as days_expected,
        count(*) filter (where is_now and status = 'ok') as days_complete,
        count(*) filter (where is_now and status in ('missing', 'late')) as days_missing,
        count(*) filter (where is_now and status = 'low') as days_low,
        count(*) filter (where not is_now and status in ('missing', 'late', 'low')) as days_before,
        coalesce(sum(rows) filter (where is_now), 0) as rows,
    from arrival_days
    group by source, feed
),

newest as (
    select source, feed, max(day) as last_day
    from ops.arrivals
    where rows > 0 and day <= local_day(getvariable('as_of'))
    group by source, feed
)

select
    feed_names.source,
    feed_names.feed,
    feed_names.feed_zh,
    feed_names.feed_en,
    feed_names.contract_zh,
    feed_names.contract_en,
    row_number() over (order by contract_names.place, feed_names.source, feed_names.feed)
        as sort_order,
    coalesce(days.days_expected, 0) as days_expected,
    coalesce(days.days_complete, 0) as days_complete,
    coalesce(days.days_missing, 0) as days_missing,
    coalesce(days.days_low, 0) as days_low,
    coalesce(days.days_before, 0) as days_before,
    bank_only(coalesce(days.rows, 0)) as rows,
    newest.last_day::varchar as last_day,
    newest.last_day < getvariable('previous_start')::date as has_ended,
from feed_names
join newest using (source, feed)
left join days using (source, feed)
left join contract_names using (contract)
order by sort_order
