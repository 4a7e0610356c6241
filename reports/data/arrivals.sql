-- One row per feed and day of the period that is over at the cut-off: what was delivered, and
-- what is usual.
-- grain: source, feed, day
--
-- source     source
-- feed       folder of a system
-- day        local day
-- rows       rows that the day has
-- usual_rows rows that such days usually have; null where too few are known
-- status     ok, low, missing, late or none, where nothing is expected
-- says_zh    the day in words
-- says_en    the same in English

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
        else rows || ' 行' end
        || case when usual_rows is null then ''
            else '，日常 ' || round(usual_rows)::integer || ' 行' end as says_zh,
    strftime(day, '%b %-d') || ': ' || case status
        when 'missing' then 'not delivered'
        when 'late' then 'not delivered yet'
        when 'none' then 'no data, as usual'
        else rows || ' rows' end
        || case when usual_rows is null then ''
            else ', usually ' || round(usual_rows)::integer end as says_en,
from arrival_days
where is_now
order by source, feed, arrival_days.day
