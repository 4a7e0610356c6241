-- One row per contract, column and reason: records held back in quarantine, and how many of them
-- are still open. A record that was read well since is no longer among them.
-- grain: contract, column_name, reason
--
-- contract     canonical table
-- contract_zh  its name
-- contract_en  its name in English
-- column_name  column that breaks the rule; empty when the whole record is unreadable
-- reason       reason code
-- reason_zh    the reason in words
-- reason_en    the reason in English
-- records      records held back
-- open         of them nobody has corrected or given up
-- corrected    of them delivered well since
-- discarded    of them given up by a person
-- first_seen   local day of the first load with such a record
-- last_seen    local day of the last load with such a record
-- first_file   first file with such a record
-- first_record its record number there

select
    rejected.contract,
    coalesce(any_value(contract_zh), rejected.contract) as contract_zh,
    coalesce(any_value(contract_en), rejected.contract) as contract_en,
    rejected.column_name,
    rejected.reason,
    coalesce(any_value(reason_zh), '无法读取') as reason_zh,
    coalesce(any_value(reason_en), 'cannot be read') as reason_en,
    count(distinct (rejected.file_id, rejected.record)) as records,
    count(distinct (rejected.file_id, rejected.record)) filter (where rejected.status = 'open')
        as open,
    count(distinct (rejected.file_id, rejected.record))
        filter (where rejected.status = 'corrected') as corrected,
    count(distinct (rejected.file_id, rejected.record))
        filter (where rejected.status = 'discarded') as discarded,
    min(local_day(loads.started_at))::varchar as first_seen,
    max(local_day(loads.started_at))::varchar as last_seen,
    arg_min(rejected.file, (rejected.file_id, rejected.record)) as first_file,
    arg_min(rejected.record, (rejected.file_id, rejected.record)) as first_record,
from ops.rejected_rows as rejected
join ops.loads as loads using (load_id)
left join contract_names on contract_names.contract = rejected.contract
left join reason_names using (reason)
where rejected.status <> 'replayed'
group by rejected.contract, rejected.column_name, rejected.reason
order by records desc, rejected.contract, rejected.column_name, rejected.reason
