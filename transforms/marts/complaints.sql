-- One row per complaint received by the cut-off: who is responsible, why, and was it closed in time?
-- grain: complaint_id
--
-- complaint_id      the complaint system's number
-- customer_key      HMAC key of the customer
-- contact_id        contact that it came from
-- channel           channel that received it
-- source_body       who passed it on
-- received_at       received by the bank
-- received_on       local day of received_at
-- first_contact_at  first contact with the customer
-- limit_days        limit in force, with extensions
-- due_on            last day on which closing is timely
-- closed_at         first closing; null while it has not happened
-- closed_on         local day of closed_at
-- reopened_at       opened again after closed_at
-- outcome           result as of the cut-off
-- duplicate_of      complaint that it was merged into
-- is_upheld         the bank was at fault
-- is_escalated      went to a higher body; null when unknown
-- severity          normal, complex or major
-- product_code      product (JR/T 0169 facet B)
-- process_step      step of the business process
-- cause_code        cause as the customer sees it (JR/T 0169 facet C)
-- sub_cause_code    second level of the cause
-- root_cause_code   root cause as the bank sees it
-- department_id     responsible department
-- branch_id         branch
-- agent_id          staff number of the agent
-- team_id           team of the agent
-- redress_amount    redress paid, in yuan
-- narrative         what the customer said, masked
-- is_received       counts as received: neither merged nor passed to another institution
-- is_valid          received and not withdrawn: counts in handling
-- is_matured        the due day is over by the cut-off
-- is_timely         closed on or before due_on
-- is_resolved       closed and resolved
-- is_reopen_matured closed at least 30 days before the cut-off
-- is_reopened_30d   opened again within 30 days of closing
-- open_days         local days from receipt to the first closing, or to the last day that is over
-- is_closed         closed by the cut-off

with complaints as (
    select
        *,
        case when closed_at <= getvariable('as_of') then closed_at end as known_closed_at,
        case when reopened_at <= getvariable('as_of') then reopened_at end as known_reopened_at,
        local_day(received_at) as received_on,
    from staging.complaints
    where received_at <= getvariable('as_of')
),

agents as (
    select agent_id, team_id from reference.agents
),

workdays as (
    select
        day,
        count(*) filter (where is_workday) over (order by day) as workdays_so_far,
        is_workday,
    from reference.calendar
),

limits as (
    select
        complaints.complaint_id,
        due_workday.day as working_due_on,
    from complaints
    join workdays as received_day on received_day.day = complaints.received_on
    join workdays as due_workday
        on due_workday.is_workday
        and due_workday.workdays_so_far
            = received_day.workdays_so_far + complaints.limit_days
    where getvariable('complaint_days') = 'working'
),

dated as (
    select
        complaints.*,
        agents.team_id,
        coalesce(limits.working_due_on, complaints.received_on + complaints.limit_days) as due_on,
        local_day(complaints.known_closed_at) as closed_on,
        complaints.outcome not in ('duplicate', 'transferred_out')
        and complaints.duplicate_of is null as is_received,
    from complaints
    left join limits using (complaint_id)
    left join agents using (agent_id)
)

select
    complaint_id,
    customer_key,
    contact_id,
    channel,
    source_body,
    received_at,
    received_on,
    first_contact_at,
    limit_days,
    due_on,
    known_closed_at as closed_at,
    closed_on,
    known_reopened_at as reopened_at,
    case
        when known_closed_at is null and outcome in ('resolved', 'unresolved') then 'open'
        else outcome
    end as outcome,
    duplicate_of,
    is_upheld,
    is_escalated,
    severity,
    product_code,
    process_step,
    cause_code,
    sub_cause_code,
    root_cause_code,
    department_id,
    branch_id,
    agent_id,
    team_id,
    redress_amount,
    narrative,
    is_received,
    is_received and outcome <> 'withdrawn' as is_valid,
    local_midnight(due_on + 1) <= getvariable('as_of') as is_matured,
    coalesce(closed_on <= due_on, false) as is_timely,
    known_closed_at is not null and outcome = 'resolved' as is_resolved,
    coalesce(
        seconds_between(known_closed_at, getvariable('as_of')) >= 30 * 86400, false
    ) as is_reopen_matured,
    coalesce(
        seconds_between(known_closed_at, known_reopened_at) between 0 and 30 * 86400, false
    ) as is_reopened_30d,
    greatest(
        coalesce(closed_on, local_day(getvariable('as_of')) - 1) - received_on, 0
    ) as open_days,
    known_closed_at is not null as is_closed,
from dated
