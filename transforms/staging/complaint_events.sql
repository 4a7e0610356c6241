-- One row per step in the life of a complaint.
-- grain: complaint_id, event_type, occurred_at
-- parts: complaint_id of landing.complaint_events
--
-- complaint_id   the complaint system's number
-- event_type     kind of step
-- occurred_at    when it happened
-- department_id  department
-- agent_id       staff number of the agent
-- note           remark, masked
-- _file_id       file of ops.files that delivered this version
-- _row           record within that file, from 1
-- _loaded_at     when it was loaded

select
    complaint_id,
    event_type,
    occurred_at,
    department_id,
    agent_id,
    note,
    _file_id,
    _row,
    _loaded_at,
from landing.complaint_events
