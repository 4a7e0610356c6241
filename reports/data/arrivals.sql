-- One row per feed and day of the period that is over at the cut-off: what was delivered, and
-- what is usual.
-- grain: source, feed, day
--
-- source     source
-- feed       folder of a system
-- day        local day
-- rows       rows that the day has; null for a department
-- usual_rows rows that such days usually have; null where too few are known, and for a department
-- status     ok, low, missing, late or none, where nothing is expected
-- says_zh    the day in words
-- says_en    the same in English

with shown as (
    select * replace (bank_only(rows) as rows, bank_only(usual_rows) as usual_rows)
    from arrival_days
    where is_now
)

select
    source,
    feed,
    day::varchar as day,
    rows,
    usual_rows,
    status,
    strftime(day, '%-m月%-d日') || '：' || case status
        when 'missing' then '未送达'
        when 'late' then '尚未送达'
        when 'none' then '无数据，属正常'
        else coalesce(rows || ' 行', '已送达') end
        || case when usual_rows is null then ''
            else '，日常 ' || round(usual_rows)::integer || ' 行' end as says_zh,
    strftime(day, '%b %-d') || ': ' || case status
        when 'missing' then 'not delivered'
        when 'late' then 'not delivered yet'
        when 'none' then 'no data, as usual'
        else coalesce(rows || ' rows', 'delivered') end
        || case when usual_rows is null then ''
            else ', usually ' || round(usual_rows)::integer end as says_en,
from shown
order by source, feed, shown.day
