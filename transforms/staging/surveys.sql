-- One row per survey invitation, newest version.
-- grain: survey_id
-- parts: survey_id of landing.surveys
--
-- survey_id      the survey system's number
-- contact_id     the channel system's number
-- ticket_id      the ticket system's number
-- complaint_id   the complaint system's number
-- customer_key   HMAC key of the customer, never the number itself
-- channel        service channel of Article 2
-- method         how the customer was asked
-- invited_at     invitation sent
-- delivered      the invitation arrived
-- responded_at   answer received
-- scale          5 or 3 points
-- rating         answer, highest is best
-- nps_score      likelihood to recommend, 0 to 10
-- ces_score      effort, 1 to 7
-- is_resolved    the customer says the matter is solved
-- comment        free text, masked
-- agent_id       staff number of the agent
-- department_id  department
-- updated_at     version of the record in its system
-- _file_id       file of ops.files that delivered this version
-- _row           record within that file, from 1
-- _loaded_at     when it was loaded

select
    survey_id,
    contact_id,
    ticket_id,
    complaint_id,
    customer_key,
    channel,
    method,
    invited_at,
    delivered,
    responded_at,
    scale,
    rating,
    nps_score,
    ces_score,
    is_resolved,
    comment,
    agent_id,
    department_id,
    updated_at,
    _file_id,
    _row,
    _loaded_at,
from landing.surveys
