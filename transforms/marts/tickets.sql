-- One row per ticket opened by the cut-off: who handles it, and whether it was solved at once.
-- grain: ticket_id
-- parts: ticket_id of staging.tickets
-- moves: opened_at, assigned_at, promised_due_at, resolved_at, closed_at, reopened_at of staging.tickets
--
-- ticket_id            the ticket system's number
-- contact_id           contact that it came from
-- customer_key         HMAC key of the customer
-- opened_at            created
-- opened_on            local day of opened_at
-- channel              channel
-- category_code        category
-- priority             low, normal, high or urgent
-- department_id        department
-- agent_id             staff number of the agent
-- team_id              team of the agent
-- status               state of the ticket
-- promised_due_at      time promised to the customer
-- promised_due_on      local day of promised_due_at
-- is_promise_due       the promised time is over by the cut-off
-- is_promise_kept      solved by then
-- assign_seconds       opened_at to the first handler; null while there is none
-- resolved_at          solved
-- closed_at            closed
-- settled_on           local day on which it was solved or closed; null while open, or open again
-- reopened_at          opened again
-- reopen_count         times opened again
-- bounce_count         times returned by a department
-- is_cancelled         cancelled
-- is_solved_at_once    solved in the first contact, never reopened nor returned; null when unknown

with tickets as (
    select
        *,
        case when resolved_at <= getvariable('as_of') then resolved_at end as known_resolved_at,
        case when closed_at <= getvariable('as_of') then closed_at end as known_closed_at,
        case when reopened_at <= getvariable('as_of') then reopened_at end as known_reopened_at,
    from staging.tickets
    where opened_at <= getvariable('as_of')
),

agents as (
    select agent_id, team_id from reference.agents
)

select
    tickets.ticket_id,
    tickets.contact_id,
    tickets.customer_key,
    tickets.opened_at,
    local_day(tickets.opened_at) as opened_on,
    tickets.channel,
    tickets.category_code,
    tickets.priority,
    tickets.department_id,
    tickets.agent_id,
    agents.team_id,
    tickets.status,
    tickets.promised_due_at,
    local_day(tickets.promised_due_at) as promised_due_on,
    tickets.promised_due_at <= getvariable('as_of') as is_promise_due,
    coalesce(tickets.known_resolved_at <= tickets.promised_due_at, false) as is_promise_kept,
    case
        when tickets.assigned_at <= getvariable('as_of')
            then seconds_between(tickets.opened_at, tickets.assigned_at)
    end as assign_seconds,
    tickets.known_resolved_at as resolved_at,
    tickets.known_closed_at as closed_at,
    case
        when tickets.known_reopened_at is null
            then local_day(least(tickets.known_resolved_at, tickets.known_closed_at))
        else local_day(least(
            case
                when tickets.known_resolved_at >= tickets.known_reopened_at
                    then tickets.known_resolved_at
            end,
            case
                when tickets.known_closed_at >= tickets.known_reopened_at
                    then tickets.known_closed_at
            end
        ))
    end as settled_on,
    tickets.known_reopened_at as reopened_at,
    tickets.reopen_count,
    tickets.bounce_count,
    tickets.status = 'cancelled' as is_cancelled,
    case
        when tickets.resolved_at_first_contact is null then null
        else tickets.resolved_at_first_contact
            and tickets.known_reopened_at is null
            and coalesce(tickets.reopen_count, 0) = 0
            and coalesce(tickets.bounce_count, 0) = 0
    end as is_solved_at_once,
from tickets
left join agents using (agent_id)
