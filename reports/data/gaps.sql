-- One row per feed and run of days that are missing, late or short alike, in the period or in the
-- one before, as a sentence.
-- grain: source, feed, first_day
--
-- source    source
-- feed      folder of a system
-- first_day first local day
-- days      number of days
-- status    missing, late or low
-- is_now    of the period; else of the one before
-- says_zh   the days in words
-- says_en   the same in English

with incomplete as (
    select
        *,
        day - row_number() over (partition by source, feed, status, is_now order by day)::integer
            as run,
    from arrival_days
    where status in ('missing', 'late', 'low')
),

runs as (
    select
        source,
        feed,
        status,
        is_now,
        min(day) as first_day,
        max(day) as last_day,
        count(*) as days,
        round(100 * min(rows / usual_rows)) as least_percent,
        round(100 * max(rows / usual_rows)) as most_percent,
    from incomplete
    group by source, feed, status, is_now, run
)

select
    source,
    feed,
    first_day::varchar as first_day,
    days,
    status,
    is_now,
    strftime(first_day, '%-m月%-d日')
        || case when days = 1 then ''
            when month(first_day) = month(last_day) then strftime(last_day, '至%-d日')
            else strftime(last_day, '至%-m月%-d日') end
        || case status
            when 'missing' then '未送达'
            when 'late' then '尚未送达'
            else '仅收到日常的' || least_percent::integer
                || case when most_percent > least_percent
                    then '%–' || most_percent::integer else '' end
                || '%' end as says_zh,
    strftime(first_day, '%b %-d')
        || case when days = 1 then ''
            when month(first_day) = month(last_day) then strftime(last_day, '–%-d')
            else strftime(last_day, ' – %b %-d') end
        || case status
            when 'missing' then ' not delivered'
            when 'late' then ' not delivered yet'
            else ' only ' || least_percent::integer
                || case when most_percent > least_percent
                    then '–' || most_percent::integer else '' end
                || '% of the usual' end as says_en,
from runs
order by source, feed, is_now desc, runs.first_day
