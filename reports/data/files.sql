-- One row per delivered file: its hash, its encoding, and what became of its records.
-- grain: file_id
--
-- file_id          number of the file in the ledger
-- contract         canonical table
-- file             path below the inbox
-- encoding         encoding found
-- state_zh         loaded, held whole, delivered twice or replaced
-- state_en         the same in English
-- rows_read        records read
-- rows_accepted    taken
-- rows_duplicate   superseded or delivered twice
-- rows_quarantined held back
-- sha256           hash of the bytes

select
    file_id,
    contract,
    file,
    encoding,
    case status when 'loaded' then '已载入' when 'held' then '整份暂扣'
        when 'duplicate' then '重复送达' else '已被替换' end as state_zh,
    case status when 'loaded' then 'loaded' when 'held' then 'held'
        when 'duplicate' then 'delivered twice' else 'replaced' end as state_en,
    rows_read,
    rows_accepted,
    rows_duplicate,
    rows_quarantined,
    sha256,
from deliveries
order by file_id
