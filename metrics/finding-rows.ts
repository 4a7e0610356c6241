import type { Database } from '../core/database.ts'
import { changedTable, type Scope } from './scope.ts'

/**
 * Makes the temporary table `finding_complaints` for both sides of `finding_windows`: received
 * complaints with their codes, `unknown` where there is none.
 */
export async function createFindingComplaints(database: Database): Promise<void> {
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
}

const contactsSql = (month: string, isWanted: string) => `
  select ${month} as month,
    coalesce(channel, 'unknown') as channel,
    coalesce(department_id, 'unknown') as department,
    coalesce(product_code, 'unknown') as product,
    count(*) as contacts,
  from marts.contacts
  where is_inbound and is_answered and not is_test and ${isWanted}
  group by all`

/**
 * Makes the temporary table `finding_contacts` for both sides of `finding_windows`: answered inbound
 * contacts per channel, department and product, the exposure of `complaint_rate_per_10k`. Months are
 * added up; only of the last month of a side some days may be wanted.
 */
export async function createFindingContacts(database: Database, scope: Scope): Promise<void> {
  await countContactMonths(database, scope)
  const parts = await database.rows<{ first: string; last: string }>(
    `select distinct date_trunc('month', to_day)::date as first, to_day as last
    from finding_windows where to_day <> last_day(to_day)`,
  )
  const counted = parts.map(
    ({ first, last }) => `select *, date '${last}' as last
      from (${contactsSql(`date '${first}'`, `started_on between date '${first}' and date '${last}'`)})`,
  )
  await database.run(`create or replace temp table finding_contacts as
    with pieces as (
      ${['select *, last_day(month) as last from ops.contact_months', ...counted].join(' union all ')}
    )
    select period_type, period_id, is_now, channel, department, product,
      sum(contacts)::bigint as contacts,
    from pieces join finding_windows on month >= from_day
      and (last = to_day or last < to_day and last = last_day(last))
    group by all`)
}

/** Brings `ops.contact_months` up to date: all months, or those of changed rows. */
async function countContactMonths(database: Database, { isFull }: Scope): Promise<void> {
  const month = "date_trunc('month', started_on)::date"
  if (isFull) {
    await database.run(
      `create or replace table ops.contact_months as ${contactsSql(month, 'true')}`,
    )
    return
  }
  const touched = await database.rows<{ first: string; last: string }>(
    `select distinct ${month} as first, last_day(started_on) as last
    from ${changedTable('marts.contacts')} where started_on is not null`,
  )
  for (const { first, last } of touched) {
    await database.run(`delete from ops.contact_months where month = date '${first}';
      insert into ops.contact_months
        ${contactsSql(`date '${first}'`, `started_on between date '${first}' and date '${last}'`)}`)
  }
}
