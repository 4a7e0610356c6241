import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Scope } from './scope.ts'
import { chooseServiceMonths } from './service-months.ts'

/** What may go wrong before a complaint: code, names, and among whom it can be seen. */
export const signals = [
  {
    name: 'long_wait',
    zh: '等候超过服务水平或放弃',
    en: 'waited past the service level or gave up',
  },
  { name: 'transferred', zh: '被转接', en: 'was transferred' },
  {
    name: 'repeat_contact',
    zh: '7天内为同一事项再来',
    en: 'came back about the same need within 7 days',
  },
  { name: 'reopened_ticket', zh: '工单被重开', en: 'had a ticket reopened' },
  { name: 'failed_inspection', zh: '抽检不合格', en: 'had a contact that failed inspection' },
  { name: 'low_rating', zh: '评价不满意', en: 'gave a low rating' },
] as const

const signalList = signals.map(({ name }) => name).join(', ')

/** Customers are drawn for comparison until they have about so many contacts at most. */
const mostContacts = 400_000

/** SQL condition: a hash draws the customer, one in a power of two, so that few rows change no draw. */
async function drawnSql(database: Database): Promise<string> {
  const { contacts } = await database.row<{ contacts: number }>(
    'select count(*) as contacts from marts.contacts',
  )
  const halvings = Math.max(0, Math.ceil(Math.log2(contacts / mostContacts)))
  return halvings === 0 ? 'true' : `md5_number_lower(customer_key) % ${2 ** halvings} = 0`
}

/** Contacts of drawn customers and of those who complained, as far as they matter to the months. */
const contactsSql = (isDrawn: string) => `
  with chosen as (
    select *, ${isDrawn} as is_drawn
    from marts.contacts
    where customer_key is not null and is_inbound and not is_test
      and started_on between (select min(month) - 31 from service_asked)
        and (select last_day(max(month)) from service_asked)
      and (${isDrawn} or customer_key in (
        select customer_key from marts.complaints where is_received and customer_key is not null))
  ),
  inspected as (
    select contact_id, bool_or(not is_passed) as is_failed,
    from marts.inspections where is_sample and is_passed is not null group by all
  ),
  rated as (
    select contact_id, min(responded_at) as rated_at,
      bool_or(case scale when 5 then rating <= 2 else rating = 1 end) as is_low,
    from marts.surveys where is_valid and rating is not null
      and contact_id in (select contact_id from chosen) group by all
  )
  select contact_id, customer_key, started_at, started_on, is_drawn,
    is_offered and (outcome = 'abandoned' or coalesce(wait_seconds > service_level_seconds,
      first_response_seconds > channels.response_limit_seconds, false)) as long_wait,
    coalesce(is_transferred, false) as transferred,
    coalesce(is_repeat_7d, false) as repeat_contact,
    inspected.is_failed as failed_inspection, rated.is_low as low_rating, rated_at,
  from chosen
  left join reference.channels using (channel)
  left join (select contact_id, is_repeat_7d from marts.needs
    where contact_id in (select contact_id from chosen)) needs using (contact_id)
  left join inspected using (contact_id)
  left join rated using (contact_id)`

/**
 * A complaint is looked back from when it was received. Other customers are looked back from the
 * beginning of a day that a hash of their key draws, one in each month, unless they complained in
 * the 30 days before or after it.
 */
const moments = `
  with complaints as (
    select complaint_id, customer_key, received_at, received_on, contact_id,
      coalesce(cause_code, 'unknown') as cause,
    from marts.complaints where is_received and customer_key is not null
  ),
  months as (
    select distinct customer_key, month::date as month,
      least((month + interval 1 month)::date, local_day(getvariable('as_of'))) - month::date
        as month_days,
    from (
      select customer_key, unnest([date_trunc('month', started_on),
        date_trunc('month', started_on) + interval 1 month]) as month,
      from service_contacts where is_drawn
    )
    where month < local_day(getvariable('as_of')) and month::date in (select month from service_asked)
  ),
  days as (
    select customer_key,
      month + (md5_number_lower(customer_key || month) % month_days)::integer as day,
    from months
  )
  select complaint_id as moment, customer_key, cause, received_on as day,
    received_at as ends_at, contact_id as own_contact,
  from complaints where date_trunc('month', received_on)::date in (select month from service_asked)
  union all
  select customer_key || ' ' || day, customer_key, null, day, local_midnight(day), null,
  from days
  where not exists (
    select 1 from complaints
    where complaints.customer_key = days.customer_key
      and received_at >= local_midnight(day - 30) and received_at < local_midnight(day + 30)
  )`

/** Who had a contact in the 30 days before, and what happened in them. */
const marks = `
  with served as (
    select moment, any_value(cause) as cause, any_value(day) as day,
      bool_or(long_wait) as long_wait, bool_or(transferred) as transferred,
      bool_or(repeat_contact) as repeat_contact,
      bool_or(failed_inspection) as failed_inspection,
      bool_or(low_rating) filter (where rated_at < ends_at) as low_rating,
    from service_moments
    join service_contacts using (customer_key)
    where started_at >= ends_at - interval 30 day and started_at < ends_at
      and contact_id is distinct from own_contact
    group by moment
  ),
  ticketed as (
    select moment,
      bool_or(coalesce(reopened_at >= ends_at - interval 30 day and reopened_at < ends_at, false))
        as reopened_ticket,
    from service_moments join marts.tickets using (customer_key)
    where opened_at < ends_at and (opened_at >= ends_at - interval 30 day
      or reopened_at >= ends_at - interval 30 day and reopened_at < ends_at)
    group by moment
  )
  select served.*, reopened_ticket from served left join ticketed using (moment)`

/**
 * Brings `ops.service_months` up to date: per month, signal and cause (null: drawn customers who
 * did not complain then) how many had a contact in the 30 days before, where the signal could be
 * seen (with a ticket, an inspection, a rating), and how many met it. They add up over months.
 */
export async function countServiceMonths(database: Database, scope: Scope): Promise<void> {
  const isDrawn = await drawnSql(database)
  await chooseServiceMonths(database, literal(isDrawn), scope)
  await database.run(`create or replace temp table service_contacts as ${contactsSql(isDrawn)}`)
  await database.run(`create or replace temp table service_moments as ${moments}`)
  await database.run(`create or replace temp table service_marks as ${marks}`)
  await database.run(`insert into ops.service_months by name
    with marked as (
      unpivot (select day, cause, ${signalList} from service_marks)
      on ${signalList} into name signal value is_seen
    )
    select date_trunc('month', day)::date as month, signal, cause,
      count(*) filter (where is_seen) as k, count(*) as n, ${literal(isDrawn)} as drawn,
    from marked group by all`)
  for (const table of ['service_contacts', 'service_moments', 'service_marks', 'service_asked'])
    await database.run(`drop table ${table}`)
}
