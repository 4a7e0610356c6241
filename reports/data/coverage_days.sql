-- One row per channel and day of the period, up to the cut-off: how many contacts it delivered.
-- grain: channel, day
--
-- channel  channel
-- day      local day
-- day_zh   the day in words
-- day_en   the same in English
-- contacts contacts that started on it; 0 where nothing was delivered

with days as (
    select unnest(generate_series(
        getvariable('period_start')::date,
        least(getvariable('period_end')::date, local_day(getvariable('as_of'))),
        interval 1 day
    ))::date as day
),

counted as (
    select channel, started_on as day, count(*) as contacts
    from marts.contacts
    where started_on between getvariable('period_start')::date and getvariable('period_end')::date
    group by channel, started_on
),

delivering as (
    select channel, sort_order
    from reference.channels
    where bank_only(is_in_article_2) or channel in (select channel from counted)
)

select
    delivering.channel,
    days.day::varchar as day,
    strftime(days.day, '%-m月%-d日') as day_zh,
    strftime(days.day, '%b %-d') as day_en,
    coalesce(counted.contacts, 0) as contacts,
from delivering
cross join days
left join counted using (channel, day)
order by delivering.sort_order, days.day
