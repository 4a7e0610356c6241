-- One row per contact that has happened by the cut-off: what it was, how it ended, how long it took.
-- grain: contact_id
-- parts: contact_id of staging.contacts, staging.surveys
-- moves: started_at, answered_at, first_response_at, ended_at of staging.contacts; invited_at of staging.surveys
--
-- contact_id              the channel system's number
-- started_at              entered the queue; the contact belongs to the period of this instant
-- started_on              local day of started_at
-- channel                 service channel
-- direction               inbound or outbound
-- outcome                 how it ended
-- agent_id                staff number of the agent
-- team_id                 team of the agent
-- department_id           department of the contact; never looked up through the agent
-- branch_id               branch
-- customer_key            HMAC key of the customer
-- reason_code             reason of the contact
-- product_code            product
-- answered_at             a person accepted
-- first_response_at       first message of a person
-- ended_at                end of the contact
-- talk_seconds            talk time
-- hold_seconds            hold time
-- wrap_seconds            after-contact work
-- wait_seconds            started_at to answered_at; null when not answered or unknown
-- first_response_seconds  started_at to first_response_at
-- handle_seconds          talk + hold + wrap where all three are known
-- has_queue               the channel has a queue: connect rates are defined
-- is_voice                the channel is spoken
-- is_text                 the channel is written
-- is_test                 test contact
-- is_inbound              inbound, tests included
-- is_agent_request        inbound and asked for a person, tests included
-- is_answered             a person served the customer
-- is_short_abandon        gave up before the threshold of the channel
-- is_offered              asked for a person and was answered, or waited and gave up
-- is_in_response_limit    offered and first response within the limit; null when unknown
-- is_transferred          passed on to another agent
-- was_surveyed            at least one survey invitation names this contact

with contacts as (
    select
        *,
        case when answered_at <= getvariable('as_of') then answered_at end as known_answered_at,
        case when first_response_at <= getvariable('as_of') then first_response_at end
            as known_response_at,
        case when ended_at <= getvariable('as_of') then ended_at end as known_ended_at,
    from staging.contacts
    where started_at <= getvariable('as_of')
),

agents as (
    select agent_id, team_id from reference.agents
),

channels as (
    select * from reference.channels
),

surveyed as (
    select contact_id
    from staging.surveys
    where contact_id is not null and invited_at <= getvariable('as_of')
    group by contact_id
),

timed as (
    select
        contacts.*,
        agents.team_id,
        coalesce(channels.has_queue, false) as has_queue,
        coalesce(channels.is_voice, false) as is_voice,
        coalesce(channels.is_text, false) as is_text,
        channels.response_limit_seconds,
        surveyed.contact_id is not null as was_surveyed,
        seconds_between(contacts.started_at, contacts.known_answered_at) as wait_seconds,
        seconds_between(contacts.started_at, contacts.known_response_at)
            as first_response_seconds,
        coalesce(
            contacts.outcome = 'abandoned'
            and seconds_between(contacts.started_at, contacts.known_ended_at)
                < channels.short_abandon_seconds
            and not (channels.is_text and contacts.known_response_at is not null),
            false
        ) as is_short_abandon,
    from contacts
    left join agents using (agent_id)
    left join channels using (channel)
    left join surveyed using (contact_id)
),

judged as (
    select
        *,
        direction = 'inbound' as is_inbound,
        direction = 'inbound' and requested_agent as is_agent_request,
        outcome = 'answered' as is_answered,
        direction = 'inbound'
        and requested_agent
        and not is_test
        and outcome in ('answered', 'abandoned')
        and not is_short_abandon as is_offered,
    from timed
)

select
    contact_id,
    started_at,
    local_day(started_at) as started_on,
    channel,
    direction,
    outcome,
    agent_id,
    team_id,
    department_id,
    branch_id,
    customer_key,
    reason_code,
    product_code,
    known_answered_at as answered_at,
    known_response_at as first_response_at,
    known_ended_at as ended_at,
    talk_seconds,
    hold_seconds,
    wrap_seconds,
    wait_seconds,
    first_response_seconds,
    talk_seconds + hold_seconds + wrap_seconds as handle_seconds,
    has_queue,
    is_voice,
    is_text,
    is_test,
    is_inbound,
    is_agent_request,
    is_answered,
    is_short_abandon,
    is_offered,
    case
        when not is_offered then false
        when first_response_seconds is null and is_answered then null
        else coalesce(first_response_seconds <= response_limit_seconds, false)
    end as is_in_response_limit,
    is_transferred,
    was_surveyed,
from judged
