-- A contact takes at most four hours.
-- severity: warning
select contact_id from marts.contacts where handle_seconds > 4 * 3600
