import type { Database } from '../core/database.ts'

/**
 * Makes the temporary tables that most kinds count from, for both sides of `finding_windows`.
 * `finding_complaints`: received complaints with their codes, `unknown` where there is none.
 * `finding_contacts`: answered inbound contacts per channel, department and product, the exposure
 * of `complaint_rate_per_10k`.
 */
export async function createFindingRows(database: Database): Promise<void> {
  await database.run(`create or replace temp table finding_complaints as
    select period_type, period_id, compared_with, is_now, complaint_id, received_on,
      coalesce(product_code, 'unknown') as product,
      coalesce(process_step, 'unknown') as process_step,
      coalesce(cause_code, 'unknown') as cause,
      coalesce(sub_cause_code, 'unknown') as sub_cause,
      coalesce(root_cause_code, 'unknown') as root_cause,
      coalesce(department_id, 'unknown') as department,
      coalesce(channel, 'unknown') as channel,
      is_valid,
      coalesce(is_escalated, false) as is_escalated,
      coalesce(redress_amount, 0) as redress_amount,
      open_days,
      greatest(open_days - date_diff('day', received_on, due_on), 0) as overdue_days,
    from marts.complaints
    join finding_windows on received_on between from_day and to_day
    where is_received`)
  await database.run(`create or replace temp table finding_contacts as
    with days as (
      select started_on,
        coalesce(channel, 'unknown') as channel,
        coalesce(department_id, 'unknown') as department,
        coalesce(product_code, 'unknown') as product,
        count(*) as contacts,
      from marts.contacts
      where is_inbound and is_answered and not is_test
      group by all
    )
    select period_type, period_id, is_now, channel, department, product,
      sum(contacts)::bigint as contacts,
    from days join finding_windows on started_on between from_day and to_day
    group by all`)
}
