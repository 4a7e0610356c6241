import type { Database } from '../core/database.ts'
import { changedTable, type Scope } from './scope.ts'

/**
 * Makes the temporary table `service_asked` of the months that must be counted, and forgets their
 * counts: all of them, or those that changed rows touch. `drawn` is SQL for how customers are drawn.
 */
export async function chooseServiceMonths(
  database: Database,
  drawn: string,
  { isFull }: Scope,
): Promise<void> {
  const shape = 'month date, signal varchar, cause varchar, k bigint, n bigint, drawn varchar'
  await database.run(`create schema if not exists ops;
    create ${isFull ? 'or replace table' : 'table if not exists'} ops.service_months (${shape})`)
  const { others } = await database.row<{ others: number }>(
    `select count(*) as others from ops.service_months where drawn <> ${drawn}`,
  )
  if (others > 0) await database.run('delete from ops.service_months')
  await database.run(`create or replace temp table service_asked as
    ${monthsOf(isFull || others > 0 ? everything : touched)};
    delete from ops.service_months where month in (select month from service_asked)`)
}

function monthsOf(days: string): string {
  return `select distinct unnest(generate_series(date_trunc('month', first), last, interval 1 month))::date
    as month from (${days})`
}

/** From the first day with data to the last on which a customer of it may be drawn. */
const everything = `
  select min(day) as first, local_day(getvariable('as_of')) as last
  from (select min(started_on) as day from marts.contacts
    union all select min(received_on) from marts.complaints)`

const ofContacts = (changed: string) => `
  select started_on as day from marts.contacts
  where contact_id in (select contact_id from ${changedTable(changed)})`

/**
 * A contact matters to moments of 30 days after it, and to the draws of its month and the next;
 * a complaint to moments of 30 days before and after it; a ticket to those of 30 days after it was
 * opened or reopened. When the cut-off moves, it moves the draws of the months from then on.
 */
const touched = `
  select day as first, greatest(day + 31, last_day(day) + 1) as last
  from (
    select started_on as day from ${changedTable('marts.contacts')}
    union
    select started_on from ${changedTable('marts.needs')}
    union
    ${ofContacts('marts.inspections')}
    union
    ${ofContacts('marts.surveys')}
    union
    select unnest([local_day(opened_at), local_day(reopened_at)]) from ${changedTable('marts.tickets')}
  )
  where day is not null
  union all
  select received_on - 31, received_on + 31 from ${changedTable('marts.complaints')}
  union all
  select local_day(least(former, getvariable('as_of'))) - 1, local_day(greatest(former, getvariable('as_of')))
  from (select max(as_of) as former from ops.finding_periods)
  where former <> getvariable('as_of')`
