-- One row per canonical table: how readers call it, and its place in a list.
-- grain: contract
--
-- contract    canonical table
-- contract_zh its name
-- contract_en its name in English
-- place       order in a list; a reference table is 100

select
    contract,
    title_zh as contract_zh,
    title_en as contract_en,
    case when kind = 'reference' then 100 else coalesce(list_position([
        'contacts', 'tickets', 'surveys', 'complaints', 'complaint_events', 'inspections',
        'inspection_items'
    ], contract), 99) end as place,
from ops.contracts
