-- One row per contract, column and reason: records held back in quarantine.
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
-- first_file   first file with such a record
-- first_record its record number there

select
    contract,
    coalesce(any_value(contract_zh), contract) as contract_zh,
    coalesce(any_value(contract_en), contract) as contract_en,
    column_name,
    reason,
    coalesce(any_value(reason_zh), '无法读取') as reason_zh,
    coalesce(any_value(reason_en), 'cannot be read') as reason_en,
    count(distinct (file_id, record)) as records,
    arg_min(file, (file_id, record)) as first_file,
    arg_min(record, (file_id, record)) as first_record,
from ops.rejected_rows
left join contract_names using (contract)
left join reason_names using (reason)
group by contract, column_name, reason
order by records desc, contract, column_name, reason
