-- One row per item of an inspection.
-- grain: inspection_id, item_code
-- parts: inspection_id of landing.inspection_items
--
-- inspection_id  the inspection system's number
-- item_code      item of the score card
-- result         pass, fail or na
-- is_critical    a fail is a critical error
-- note           remark, masked
-- _file_id       file of ops.files that delivered this version
-- _row           record within that file, from 1
-- _loaded_at     when it was loaded

select
    inspection_id,
    item_code,
    result,
    is_critical,
    note,
    _file_id,
    _row,
    _loaded_at,
from landing.inspection_items
