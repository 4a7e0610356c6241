-- The department of a contact is in the list of departments.
-- severity: warning
select contact_id
from marts.contacts
where department_id is not null
  and department_id not in (select department_id from reference.departments)
