-- One row per ticket, newest version.
-- grain: ticket_id
-- parts: ticket_id of landing.tickets
--
-- ticket_id                  the ticket system's number
-- contact_id                 the channel system's number
-- customer_key               HMAC key of the customer, never the number itself
-- channel                    service channel of Article 2
-- category_code              category of the ticket
-- priority                   low, normal, high or urgent
-- department_id              department
-- agent_id                   staff number of the agent
-- opened_at                  created
-- assigned_at                handed to a handler
-- first_response_at          first message of a person
-- promised_due_at            time promised to the customer
-- resolved_at                solved
-- closed_at                  closed; of a complaint the first closing
-- reopened_at                opened again
-- reopen_count               times opened again
-- bounce_count               times returned by a department
-- resolved_at_first_contact  solved in the first contact, as the handler says
-- status                     state of the ticket
-- updated_at                 version of the record in its system
-- _file_id                   file of ops.files that delivered this version
-- _row                       record within that file, from 1
-- _loaded_at                 when it was loaded

select
    ticket_id,
    contact_id,
    customer_key,
    channel,
    category_code,
    priority,
    department_id,
    agent_id,
    opened_at,
    assigned_at,
    first_response_at,
    promised_due_at,
    resolved_at,
    closed_at,
    reopened_at,
    reopen_count,
    bounce_count,
    resolved_at_first_contact,
    status,
    updated_at,
    _file_id,
    _row,
    _loaded_at,
from landing.tickets
