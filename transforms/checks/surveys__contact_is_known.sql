-- The contact of a survey has been delivered.
-- severity: warning
select survey_id
from marts.surveys
where contact_id is not null
  and contact_id not in (select contact_id from marts.contacts)
