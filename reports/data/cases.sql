-- One row per complaint received in the period, as the department that answers for it reads it.
-- grain: complaint_id
--
-- complaint_id   the complaint system's number
-- department_id  responsible department
-- received_on    local day of receipt
-- channel_zh     channel that received it
-- product_zh     product
-- cause_zh       cause as the customer sees it
-- due_on         last day on which closing is timely
-- closed_on      local day of the first closing
-- state_zh       state at the cut-off
-- is_overdue     open and its due day is over
-- narrative      what the customer said, masked

select
    complaints.complaint_id,
    coalesce(complaints.department_id, 'unknown') as department_id,
    complaints.received_on::varchar as received_on,
    channels.name_zh as channel_zh,
    coalesce(products.name_zh, '未分类') as product_zh,
    coalesce(regexp_replace(complaint_causes.name_zh, '^因(.+)引起的投诉$', '\1'), '未分类')
        as cause_zh,
    complaints.due_on::varchar as due_on,
    complaints.closed_on::varchar as closed_on,
    case
        when complaints.outcome = 'withdrawn' then '已撤诉'
        when complaints.outcome = 'open' and complaints.is_closed then '重开在办'
        when complaints.outcome = 'open' and complaints.is_matured then '超期在办'
        when complaints.outcome = 'open' then '在办'
        when complaints.outcome = 'unresolved' then '未解决'
        when complaints.is_timely then '按期解决'
        else '超期解决'
    end as state_zh,
    complaints.outcome = 'open' and not complaints.is_closed and complaints.is_matured
        as is_overdue,
    coalesce(complaints.narrative, '') as narrative,
from marts.complaints
left join reference.channels using (channel)
left join reference.products using (product_code)
left join reference.complaint_causes using (cause_code)
where complaints.is_received
  and complaints.received_on
      between getvariable('period_start')::date and getvariable('period_end')::date
order by complaints.received_on desc, complaints.complaint_id
