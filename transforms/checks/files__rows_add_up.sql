-- Rows read = accepted + superseded or duplicate + quarantined, for every file.
-- severity: error
select file_id
from ops.files
where status <> 'held' and rows_read <> rows_accepted + rows_duplicate + rows_quarantined
