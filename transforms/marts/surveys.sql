-- One row per survey invitation sent by the cut-off: was it answered in time, and how?
-- grain: survey_id
-- parts: contact_id of staging.surveys, staging.contacts
-- moves: invited_at, responded_at of staging.surveys
--
-- survey_id       the survey system's number
-- contact_id      contact that is rated
-- complaint_id    complaint that is rated
-- surveyed_on     local day of the rated contact, of the invitation where the contact is unknown
-- invited_at      invitation sent
-- responded_at    answer received
-- channel         channel of the survey
-- method          how the customer was asked
-- agent_id        staff number of the agent
-- team_id         team of the agent
-- department_id   department of the survey
-- is_test         about a test contact
-- is_delivered    the invitation arrived
-- is_response     answered within 72 hours
-- is_valid        the one answer that counts: the latest of its contact
-- scale           5 or 3 points
-- rating          answer, highest is best
-- nps_score       likelihood to recommend, 0 to 10
-- ces_score       effort, 1 to 7
-- is_resolved     the customer says the matter is solved
-- comment         free text, masked

with surveys as (
    select
        *,
        delivered
        and responded_at <= getvariable('as_of')
        and seconds_between(invited_at, responded_at) between 0 and 72 * 3600 as is_in_time,
    from staging.surveys
    where invited_at <= getvariable('as_of')
),

contacts as (
    select contact_id, started_at, is_test from staging.contacts
    where contact_id in (select contact_id from staging.surveys)
),

agents as (
    select agent_id, team_id from reference.agents
),

answers as (
    select
        surveys.*,
        coalesce(surveys.is_in_time, false) as is_response,
        row_number() over (
            partition by surveys.contact_id, coalesce(surveys.is_in_time, false)
            order by surveys.responded_at desc, surveys.survey_id desc
        ) as answer_rank,
    from surveys
)

select
    answers.survey_id,
    answers.contact_id,
    answers.complaint_id,
    local_day(coalesce(contacts.started_at, answers.invited_at)) as surveyed_on,
    answers.invited_at,
    answers.responded_at,
    answers.channel,
    answers.method,
    answers.agent_id,
    agents.team_id,
    answers.department_id,
    coalesce(contacts.is_test, false) as is_test,
    answers.delivered as is_delivered,
    answers.is_response,
    answers.is_response and (answers.contact_id is null or answers.answer_rank = 1) as is_valid,
    answers.scale,
    answers.rating,
    answers.nps_score,
    answers.ces_score,
    answers.is_resolved,
    answers.comment,
from answers
left join contacts using (contact_id)
left join agents using (agent_id)
