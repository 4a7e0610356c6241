-- One row per complaint cause: its name without the words that all causes share.
-- grain: cause_code
--
-- cause_code cause
-- cause_zh   short name
-- cause_en   name in English
-- place      order in a list

select
    cause_code,
    regexp_replace(name_zh, '^因(?:金融机构)?(.+)引起的投诉$', '\1') as cause_zh,
    coalesce(name_en, cause_code) as cause_en,
    row_number() over (order by cause_code) as place,
from reference.complaint_causes
