-- One row per stretch of days in which a valid complaint is open: until its first closing, and
-- again from a reopening that has no result yet.
-- grain: complaint_id, spell
--
-- complaint_id   the complaint system's number
-- spell          1 from receipt, 2 from the reopening
-- opened_on      first local day
-- ended_on       local day of the closing; null while it is open
-- overdue_on     due day, where it was over before the stretch ended; null otherwise
-- channel        channel that received it
-- department_id  responsible department
-- branch_id      branch
-- agent_id       staff number of the agent
-- team_id        team of the agent
-- product_code   product
-- cause_code     cause as the customer sees it

with complaints as (
    select * from marts.complaints where is_valid and received_at < getvariable('as_of')
),

spells as (
    select
        *, 1 as spell, received_on as opened_on, closed_on as ended_on, due_on as spell_due_on,
    from complaints
    union all
    select
        *,
        2 as spell,
        local_day(greatest(reopened_at, closed_at)) as opened_on,
        null as ended_on,
        local_day(reopened_at) + limit_days as spell_due_on,
    from complaints
    where outcome = 'open' and closed_at is not null and reopened_at < getvariable('as_of')
)

select
    complaint_id,
    spell,
    opened_on,
    ended_on,
    case
        when local_midnight(spell_due_on + 1) > getvariable('as_of') then null
        when ended_on <= spell_due_on then null
        else greatest(spell_due_on, opened_on)
    end as overdue_on,
    channel,
    department_id,
    branch_id,
    agent_id,
    team_id,
    product_code,
    cause_code,
from spells
