-- One row per file that was delivered, however often a load has seen it since: what became of it
-- when it was first taken.
-- grain: file_id
--
-- file_id          number of the file in the ledger
-- contract         canonical table
-- file             path below the inbox
-- encoding         encoding found
-- status           loaded, held, duplicate or replaced
-- rows_read        records read
-- rows_accepted    taken
-- rows_duplicate   superseded or delivered twice
-- rows_quarantined held back
-- loaded_at        when
-- sha256           hash of the bytes

select
    file_id,
    contract,
    file,
    encoding,
    status,
    rows_read,
    rows_accepted,
    rows_duplicate,
    rows_quarantined,
    loaded_at,
    sha256,
from ops.files
qualify row_number() over (
    partition by contract, file, sha256
    order by status = 'held', file_id
) = 1
