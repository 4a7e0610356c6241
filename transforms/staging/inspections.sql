-- One row per quality inspection, newest version.
-- grain: inspection_id
-- parts: inspection_id of landing.inspections
--
-- inspection_id         the inspection system's number
-- mode                  way of inspection (Article 9)
-- sampling              random or targeted
-- stratum               stratum of the sample
-- contact_id            the channel system's number
-- ticket_id             the ticket system's number
-- agent_id              staff number of the agent
-- department_id         department
-- channel               service channel of Article 2
-- contact_at            time of the inspected service
-- inspected_at          time of the inspection
-- inspector_id          who inspected
-- d1_score              staff (Article 4), 0 to 100, null when not applicable
-- d2_score              process (Article 5)
-- d3_score              communication (Article 6)
-- d4_score              problem solving and complaints (Article 7)
-- d5_score              compliance and risk (Article 8)
-- critical_error_count  critical errors
-- verdict_changed       changed on appeal
-- is_valid              counts; null in the delivery means yes
-- updated_at            version of the record in its system
-- _file_id              file of ops.files that delivered this version
-- _row                  record within that file, from 1
-- _loaded_at            when it was loaded

select
    inspection_id,
    mode,
    sampling,
    stratum,
    contact_id,
    ticket_id,
    agent_id,
    department_id,
    channel,
    contact_at,
    inspected_at,
    inspector_id,
    d1_score,
    d2_score,
    d3_score,
    d4_score,
    d5_score,
    critical_error_count,
    verdict_changed,
    coalesce(is_valid, true) as is_valid,
    updated_at,
    _file_id,
    _row,
    _loaded_at,
from landing.inspections
