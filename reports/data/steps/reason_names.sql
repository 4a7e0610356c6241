-- One row per reason of quarantine: what it says to a person.
-- grain: reason
--
-- reason    reason code
-- reason_zh the reason in words
-- reason_en the reason in English

select reason, title_zh as reason_zh, title_en as reason_en
from ops.reasons
