-- One row per contract: how many records were read, and what became of them.
-- grain: contract
--
-- contract         canonical table
-- contract_zh      its name
-- files            files loaded
-- held             files held whole
-- rows_read        records read
-- rows_accepted    taken
-- rows_duplicate   superseded by a newer version, or delivered twice
-- rows_quarantined held back
-- last_loaded      local day of the last load

select
    contract,
    case contract when 'contacts' then '服务接触' when 'tickets' then '工单'
        when 'surveys' then '满意度调查' when 'complaints' then '投诉'
        when 'complaint_events' then '投诉流转' when 'inspections' then '质检'
        when 'inspection_items' then '质检项目' else '参考表' end as contract_zh,
    count(*) filter (where status in ('loaded', 'replaced')) as files,
    count(*) filter (where status = 'held') as held,
    coalesce(sum(rows_read) filter (where status <> 'duplicate'), 0) as rows_read,
    coalesce(sum(rows_accepted) filter (where status <> 'duplicate'), 0) as rows_accepted,
    coalesce(sum(rows_duplicate) filter (where status <> 'duplicate'), 0) as rows_duplicate,
    coalesce(sum(rows_quarantined) filter (where status <> 'duplicate'), 0) as rows_quarantined,
    max(local_day(loaded_at))::varchar as last_loaded,
from ops.files
group by contract
order by
    list_position(['contacts', 'tickets', 'surveys', 'complaints', 'complaint_events',
        'inspections', 'inspection_items'], contract) nulls last,
    contract
