-- One row per complaint that a figure of the period counts: received in it, due in it, or open at
-- its end. Each flag adds up to one indicator of `values`.
-- grain: complaint_id
--
-- complaint_id    the complaint system's number
-- department_id   responsible department
-- received_on     local day of receipt
-- channel_zh      channel that received it
-- channel_en      the same in English
-- product_code    product
-- product_zh      its name
-- product_en      the same in English
-- process_step    step of the business process
-- process_step_zh its name
-- process_step_en the same in English
-- cause_code      cause as the customer sees it
-- cause_zh        its name
-- cause_en        the same in English
-- sub_cause_code  second level of the cause
-- sub_cause_zh    its name
-- sub_cause_en    the same in English
-- limit_days      limit in force, with extensions
-- due_on          last day on which closing is timely
-- closed_on       local day of the first closing
-- state_zh        state at the cut-off
-- state_en        the same in English
-- is_escalated    went to a higher body
-- is_received     received in the period: complaint_rate_per_10k
-- is_counted      of these, not withdrawn: findings that say valid complaints
-- is_due          due in the period and judged: complaint_timely_rate
-- is_late         of these, not closed in time
-- is_open         open at the end of the period: complaint_open_count
-- is_overdue      open at the end of the period with its due day over: complaint_overdue_count
-- open_days       local days from receipt to the end of the period, at most to the last day that is
--                 over; null where it was not open at the end
-- narrative       what the customer said, masked

with complaints as (
    select * from marts.complaints where is_received
),

open_at_end as (
    select
        complaint_id,
        bool_or(overdue_on <= getvariable('period_end')::date) as is_overdue,
    from marts.complaint_spells
    where opened_on <= getvariable('period_end')::date
      and (ended_on is null or ended_on > getvariable('period_end')::date)
    group by complaint_id
),

flagged as (
    select
        complaints.*,
        received_on between getvariable('period_start')::date and getvariable('period_end')::date
            as is_received_now,
        is_valid and is_matured
            and due_on between getvariable('period_start')::date and getvariable('period_end')::date
            as is_due,
        open_at_end.complaint_id is not null as is_open,
        coalesce(open_at_end.is_overdue, false) as is_overdue,
    from complaints
    left join open_at_end using (complaint_id)
)

select
    flagged.complaint_id,
    coalesce(flagged.department_id, 'unknown') as department_id,
    flagged.received_on::varchar as received_on,
    coalesce(channels.name_zh, flagged.channel) as channel_zh,
    coalesce(channels.name_en, flagged.channel) as channel_en,
    coalesce(flagged.product_code, 'unknown') as product_code,
    coalesce(products.name_zh, '未分类') as product_zh,
    coalesce(products.name_en, products.product_code, 'Not classified') as product_en,
    coalesce(flagged.process_step, 'unknown') as process_step,
    coalesce(process_steps.name_zh, '未分类') as process_step_zh,
    coalesce(process_steps.name_en, process_steps.process_step, 'Not classified') as process_step_en,
    coalesce(flagged.cause_code, 'unknown') as cause_code,
    coalesce(causes.cause_zh, '未分类') as cause_zh,
    coalesce(causes.cause_en, 'Not classified') as cause_en,
    coalesce(flagged.sub_cause_code, 'unknown') as sub_cause_code,
    coalesce(sub_causes.cause_zh, '未细分') as sub_cause_zh,
    coalesce(sub_causes.cause_en, 'Not divided') as sub_cause_en,
    flagged.limit_days,
    flagged.due_on::varchar as due_on,
    flagged.closed_on::varchar as closed_on,
    case
        when flagged.outcome = 'withdrawn' then '已撤诉'
        when flagged.outcome = 'open' and flagged.is_closed then '重开在办'
        when flagged.outcome = 'open' and flagged.is_matured then '超期在办'
        when flagged.outcome = 'open' then '在办'
        when flagged.outcome = 'unresolved' then '未解决'
        when flagged.is_timely then '按期解决'
        else '超期解决'
    end as state_zh,
    case
        when flagged.outcome = 'withdrawn' then 'withdrawn'
        when flagged.outcome = 'open' and flagged.is_closed then 'open again'
        when flagged.outcome = 'open' and flagged.is_matured then 'open, overdue'
        when flagged.outcome = 'open' then 'open'
        when flagged.outcome = 'unresolved' then 'not resolved'
        when flagged.is_timely then 'resolved in time'
        else 'resolved late'
    end as state_en,
    coalesce(flagged.is_escalated, false) as is_escalated,
    flagged.is_received_now as is_received,
    flagged.is_received_now and flagged.is_valid as is_counted,
    flagged.is_due,
    flagged.is_due and not coalesce(flagged.is_timely, false) as is_late,
    flagged.is_open,
    flagged.is_overdue,
    case when flagged.is_open then greatest(0, date_diff('day', flagged.received_on, least(
        getvariable('period_end')::date, local_time(getvariable('as_of'))::date - 1
    ))) end as open_days,
    coalesce(flagged.narrative, '') as narrative,
from flagged
left join reference.channels using (channel)
left join reference.products using (product_code)
left join reference.process_steps using (process_step)
left join cause_names as causes using (cause_code)
left join cause_names as sub_causes
    on sub_causes.cause_code = flagged.sub_cause_code
where flagged.is_received_now or flagged.is_due or flagged.is_open
order by flagged.received_on desc, flagged.complaint_id
