-- One row per edition: what this report is about, and up to when its data go.
-- grain: period_id
--
-- period_id       period of the report
-- period_type     day, month, quarter or year
-- period_start    first local day
-- period_end      last local day
-- title_zh        title in Chinese
-- title_en        title in English
-- period_zh       name of the period in Chinese
-- period_en       the same in English
-- previous_id     the period before
-- previous_period_zh its name in Chinese
-- previous_period_en the same in English
-- this_zh         how the period is called in a sentence
-- this_en         the same in English
-- previous_zh     how the period before is called in a sentence
-- previous_en     the same in English
-- audience        who it is for
-- subject_by      all or department: whose figures stand on the first page
-- subject_id      all, or the department
-- subject_zh      name of the department; empty for the bank
-- subject_en      the same in English
-- revision        1 for the first publication
-- bank_zh         name of the bank
-- bank_en         name of the bank in English
-- as_of_text      data cut-off in the bank's time
-- as_of_en        the same in English
-- rows_read       records read from all deliveries
-- rows_accepted   of them taken
-- rows_duplicate  of them superseded by a newer version or delivered twice
-- rows_quarantined of them held back
-- incomplete_zh   feeds with days missing, late or short for which changes are not compared, in
--                 words; empty where there are none
-- incomplete_en   the same in English

with named as (
    select
        getvariable('period_id') as period_id,
        getvariable('period_type') as period_type,
        getvariable('period_start')::date as period_start,
        getvariable('period_end')::date as period_end,
        period_name(getvariable('period_type'), getvariable('period_start')::date) as period_zh,
        period_name(getvariable('period_type'), getvariable('previous_start')::date)
            as previous_period_zh,
        period_name_en(getvariable('period_type'), getvariable('period_start')::date) as period_en,
        period_name_en(getvariable('period_type'), getvariable('previous_start')::date)
            as previous_period_en,
),

called as (
    select
        case period_type when 'day' then '当日' when 'month' then '本月' when 'quarter' then '本季'
            else '本年' end as this_zh,
        case period_type when 'day' then '前一日' when 'month' then '上月' when 'quarter' then '上季'
            else '上年' end as previous_zh,
        'this ' || period_type as this_en,
        'previous ' || period_type as previous_en,
    from named
),

accounting as (
    select
        sum(rows_read) as rows_read,
        sum(rows_accepted) as rows_accepted,
        sum(rows_duplicate) as rows_duplicate,
        sum(rows_quarantined) as rows_quarantined,
    from deliveries
    where status <> 'held'
),

subject as (
    select
        coalesce(max(name_zh), '') as subject_zh,
        coalesce(max(coalesce(name_en, department_id)), '') as subject_en,
    from reference.departments
    where department_id = getvariable('subject_id')
),

lacking as (
    select
        feed_names.feed_zh,
        feed_names.feed_en,
        min(contract_names.place) as place,
        count(*) filter (where is_now) as days_now,
        count(*) filter (where not is_now) as days_before,
    from arrival_days
    join feed_names using (source, feed)
    join contract_names on contract_names.contract = arrival_days.contract
    where arrival_days.status in ('missing', 'late', 'low')
      and arrival_days.contract in (select contract from indicator_contracts)
    group by feed_names.source, feed_names.feed, feed_names.feed_zh, feed_names.feed_en
),

incomplete as (
    select
        coalesce(string_agg(
            feed_zh
                || case when days_now > 0 then this_zh || ' ' || days_now || ' 天' else '' end
                || case when days_now > 0 and days_before > 0 then '、' else '' end
                || case when days_before > 0 then previous_zh || ' ' || days_before || ' 天'
                    else '' end,
            '；' order by place, feed_zh
        ), '') as incomplete_zh,
        coalesce(string_agg(
            feed_en || ' ' || concat_ws(' and ',
                case when days_now > 0
                    then days_now || if(days_now = 1, ' day', ' days') || ' of ' || this_en end,
                case when days_before > 0
                    then days_before || if(days_before = 1, ' day', ' days')
                        || ' of the ' || previous_en end),
            '; ' order by place, feed_zh
        ), '') as incomplete_en,
    from lacking
    cross join called
)

select
    period_id,
    period_type,
    period_start::varchar as period_start,
    period_end::varchar as period_end,
    concat_ws(' ', nullif(subject_zh, ''), period_zh || '客服质量评估报告') as title_zh,
    concat_ws(', ', nullif(subject_en, ''), 'Customer-service quality report', period_en)
        as title_en,
    period_zh,
    period_en,
    getvariable('previous_id') as previous_id,
    previous_period_zh,
    previous_period_en,
    this_zh,
    this_en,
    previous_zh,
    previous_en,
    getvariable('audience') as audience,
    getvariable('subject_by') as subject_by,
    getvariable('subject_id') as subject_id,
    subject_zh,
    subject_en,
    getvariable('revision') as revision,
    getvariable('bank_zh') as bank_zh,
    getvariable('bank_en') as bank_en,
    strftime(local_time(getvariable('as_of')), '%Y年%-m月%-d日 %H:%M') as as_of_text,
    strftime(local_time(getvariable('as_of')), '%-d %B %Y, %H:%M') as as_of_en,
    rows_read,
    rows_accepted,
    rows_duplicate,
    rows_quarantined,
    incomplete_zh,
    incomplete_en,
from named
cross join called
cross join accounting
cross join incomplete
cross join subject
