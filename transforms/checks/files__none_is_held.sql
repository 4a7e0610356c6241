-- No file of the last load is held.
-- severity: warning
select file_id
from ops.files
where status = 'held' and load_id = (select max(load_id) from ops.loads)
