-- An extension is approved on or before the original due day.
-- severity: warning
select complaint_id
from staging.complaints
where limit_days > 15 and local_day(extension_approved_at) > local_day(received_at) + 15
