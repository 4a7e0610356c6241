-- One row per answered inbound contact: was it the first about its need, and did the need come back?
-- A need is a customer and a group of reasons; contacts of other channels count as coming back.
-- grain: contact_id
-- parts: contact_id of marts.contacts by customer_key
-- moves: started_at + interval 24 hour, started_at + interval 168 hour, started_at + interval 720 hour of marts.contacts
--
-- contact_id            the channel system's number
-- started_on            local day of the contact
-- channel               channel of this contact
-- department_id         department of this contact
-- agent_id              staff number of the agent
-- team_id               team of the agent
-- branch_id             branch
-- product_code          product
-- reason_code           reason
-- is_identified         customer and reason are known; all columns below are null otherwise
-- is_repeat_7d          the same need had a contact in the 7 days before, inclusive
-- is_first_24h          no contact of the same need in the 24 hours before
-- is_first_7d           no contact of the same need in the 7 days before
-- is_first_30d          no contact of the same need in the 30 days before
-- is_matured_24h        24 hours have passed by the cut-off
-- is_matured_7d         7 days have passed by the cut-off
-- is_matured_30d        30 days have passed by the cut-off
-- is_resolved_24h       no further contact within 24 hours
-- is_resolved_7d        no further contact within 7 days
-- is_resolved_30d       no further contact within 30 days

with served as (
    select
        contact_id, started_at, started_on, channel, department_id, agent_id, team_id, branch_id,
        product_code, reason_code, customer_key,
        customer_key is not null and reason_code is not null as is_identified,
    from marts.contacts
    where is_inbound and is_answered and not is_test
),

reason_groups as (
    select reason_code, reason_group from reference.contact_reasons where reason_group is not null
),

identified as (
    select
        served.*,
        coalesce('group ' || reason_groups.reason_group, 'reason ' || served.reason_code) as need,
    from served
    left join reason_groups using (reason_code)
    where served.is_identified
),

ordered as (
    select
        *,
        lag(started_at) over need_in_time as previous_at,
        lead(started_at) over need_in_time as next_at,
    from identified
    window need_in_time as (partition by customer_key, need order by started_at, contact_id)
),

gaps as (
    select
        *,
        seconds_between(previous_at, started_at) as since_previous,
        seconds_between(started_at, next_at) as until_next,
        seconds_between(started_at, getvariable('as_of')) as until_cut_off,
    from ordered
),

judged as (
    select
        *,
        coalesce(since_previous <= 7 * 86400, false) as is_repeat_7d,
        coalesce(since_previous > 86400, true) as is_first_24h,
        coalesce(since_previous > 7 * 86400, true) as is_first_7d,
        coalesce(since_previous > 30 * 86400, true) as is_first_30d,
        until_cut_off >= 86400 as is_matured_24h,
        until_cut_off >= 7 * 86400 as is_matured_7d,
        until_cut_off >= 30 * 86400 as is_matured_30d,
        coalesce(until_next > 86400, true) as is_resolved_24h,
        coalesce(until_next > 7 * 86400, true) as is_resolved_7d,
        coalesce(until_next > 30 * 86400, true) as is_resolved_30d,
    from gaps
),

everyone as (
    select * from judged
    union all by name
    select * from served where not is_identified
)

select
    contact_id,
    started_on,
    channel,
    department_id,
    agent_id,
    team_id,
    branch_id,
    product_code,
    reason_code,
    is_identified,
    is_repeat_7d,
    is_first_24h,
    is_first_7d,
    is_first_30d,
    is_matured_24h,
    is_matured_7d,
    is_matured_30d,
    is_resolved_24h,
    is_resolved_7d,
    is_resolved_30d,
from everyone
