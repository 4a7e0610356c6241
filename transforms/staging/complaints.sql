-- One row per complaint, newest version.
-- grain: complaint_id
-- parts: complaint_id of landing.complaints
--
-- complaint_id           the complaint system's number
-- customer_key           HMAC key of the customer, never the number itself
-- contact_id             the channel system's number
-- channel                service channel of Article 2
-- source_body            who passed the complaint on
-- received_at            received by the bank
-- first_contact_at       first contact with the customer
-- limit_days             limit in force, with extensions
-- extension_approved_at  extension approved
-- closed_at              closed; of a complaint the first closing
-- outcome                how it ended
-- duplicate_of           complaint that it was merged into
-- reopened_at            opened again
-- notified_at            customer told of the result
-- is_upheld              the bank was at fault
-- is_escalated           went to a higher body
-- severity               normal, complex or major
-- product_code           product
-- biz_channel_code       business channel (JR/T 0169 facet A)
-- process_step           step of the business process
-- cause_code             cause as the customer sees it (JR/T 0169 facet C)
-- sub_cause_code         second level of the cause
-- root_cause_code        root cause as the bank sees it
-- department_id          department
-- branch_id              branch
-- agent_id               staff number of the agent
-- redress_amount         redress paid, in yuan
-- narrative              what the customer said, masked
-- updated_at             version of the record in its system
-- _file_id               file of ops.files that delivered this version
-- _row                   record within that file, from 1
-- _loaded_at             when it was loaded

select
    complaint_id,
    customer_key,
    contact_id,
    channel,
    source_body,
    received_at,
    first_contact_at,
    limit_days::integer as limit_days,
    extension_approved_at,
    closed_at,
    outcome,
    duplicate_of,
    reopened_at,
    notified_at,
    is_upheld,
    is_escalated,
    severity,
    product_code,
    biz_channel_code,
    process_step,
    cause_code,
    sub_cause_code,
    root_cause_code,
    department_id,
    branch_id,
    agent_id,
    redress_amount,
    narrative,
    updated_at,
    _file_id,
    _row,
    _loaded_at,
from landing.complaints
