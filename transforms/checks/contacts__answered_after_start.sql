-- A contact is answered at or after it starts.
-- severity: warning
select contact_id from marts.contacts where wait_seconds < 0
