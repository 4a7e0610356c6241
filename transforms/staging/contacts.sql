-- One row per contact that a channel received or made, newest version.
-- grain: contact_id
-- parts: contact_id of landing.contacts
--
-- contact_id         the channel system's number
-- channel            service channel of Article 2
-- direction          inbound or outbound
-- started_at         entered the queue, drew a number or opened the session
-- requested_agent    asked for a person; false when contained in IVR or bot
-- answered_at        a person accepted
-- first_response_at  first message of a person
-- ended_at           end of the contact
-- outcome            how it ended
-- talk_seconds       talk time, null when unknown
-- hold_seconds       hold time, null when unknown
-- wrap_seconds       after-contact work, null when unknown
-- is_transferred     passed on to another agent; null in the delivery means no
-- is_test            test contact; null in the delivery means no
-- agent_id           staff number of the agent
-- department_id      department
-- branch_id          branch
-- customer_key       HMAC key of the customer, never the number itself
-- reason_code        reason of the contact
-- product_code       product
-- updated_at         version of the record in its system
-- _file_id           file of ops.files that delivered this version
-- _row               record within that file, from 1
-- _loaded_at         when it was loaded

select
    contact_id,
    channel,
    direction,
    started_at,
    requested_agent,
    answered_at,
    first_response_at,
    ended_at,
    outcome,
    talk_seconds,
    hold_seconds,
    wrap_seconds,
    coalesce(is_transferred, false) as is_transferred,
    coalesce(is_test, false) as is_test,
    agent_id,
    department_id,
    branch_id,
    customer_key,
    reason_code,
    product_code,
    updated_at,
    _file_id,
    _row,
    _loaded_at,
from landing.contacts
