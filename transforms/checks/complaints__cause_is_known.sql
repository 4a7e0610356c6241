-- The cause of a complaint is in the list of causes.
-- severity: warning
select complaint_id
from marts.complaints
where cause_code is not null and cause_code not in (select cause_code from reference.complaint_causes)
