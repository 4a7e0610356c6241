-- One row per contract: how many records were read, and what became of them.
-- grain: contract
--
-- contract         canonical table
-- contract_zh      its name
-- contract_en      its name in English
-- is_reference     a reference table, not a delivery of facts
-- files            files loaded
-- held             files held whole
-- rows_read        records read
-- rows_accepted    taken
-- rows_duplicate   superseded by a newer version, or delivered twice
-- rows_quarantined held back
-- last_loaded      local day of the last load

select
    contract,
    coalesce(any_value(contract_zh), contract) as contract_zh,
    coalesce(any_value(contract_en), contract) as contract_en,
    coalesce(any_value(place), 100) = 100 as is_reference,
    count(*) filter (where status in ('loaded', 'replaced')) as files,
    count(*) filter (where status = 'held') as held,
    coalesce(sum(rows_read) filter (where status <> 'held'), 0) as rows_read,
    coalesce(sum(rows_accepted) filter (where status <> 'held'), 0) as rows_accepted,
    coalesce(sum(rows_duplicate) filter (where status <> 'held'), 0) as rows_duplicate,
    coalesce(sum(rows_quarantined) filter (where status <> 'held'), 0) as rows_quarantined,
    max(local_day(loaded_at))::varchar as last_loaded,
from deliveries
left join contract_names using (contract)
group by contract
order by coalesce(any_value(place), 100), contract
