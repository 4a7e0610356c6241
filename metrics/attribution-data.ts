import type { Database } from '../core/database.ts'
import type { Counted, Exposure, Leaf } from './attribute.ts'

/** What slices are made of, in the order in which a slice names them. */
export const searched = [
  'product',
  'channel',
  'department',
  'process_step',
  'cause',
  'sub_cause',
  'branch',
] as const
const most = 3
const monthIndex = (day: string) => `(year(${day}) * 12 + month(${day}))::integer`

/** A period with twelve months of data before it, and its slices that are large enough to test. */
export interface Searched {
  readonly period_type: string
  readonly period_id: string
  readonly exposure: Exposure
  /** With the whole bank, as ''. */
  readonly slices: readonly Counted[]
}

/**
 * Counts complaints per month and slice of up to three dimensions (temporary tables
 * `attribution_months`, `attribution_slices`, `attribution_periods`), and reads per period the
 * slices with `fewest` complaints or more, in fact or by the twelve months before.
 */
export async function countSlices(
  database: Database,
  fewest: number,
): Promise<readonly Searched[]> {
  await database.run(`create or replace temp table attribution_rows as
    select ${monthIndex('received_on')} as month,
      coalesce(product_code, 'unknown') as product, coalesce(channel, 'unknown') as channel,
      coalesce(department_id, 'unknown') as department,
      coalesce(process_step, 'unknown') as process_step, coalesce(cause_code, 'unknown') as cause,
      coalesce(sub_cause_code, 'unknown') as sub_cause, coalesce(branch_id, 'unknown') as branch,
    from marts.complaints where is_received`)
  await createMonths(database)
  await database.run(`create or replace temp table attribution_periods as
    select period_type, period_id, first_month, last_month,
      sum(exposure) filter (where month >= first_month) as exposure_now,
      sum(exposure) filter (where month < first_month) as exposure_before,
    from (
      select *, ${monthIndex('period_start')} as first_month,
        ${monthIndex('period_end')} as last_month,
      from finding_periods
    )
    join attribution_months on month between first_month - 12 and last_month
    where first_month - 12 >= (select min(month) from attribution_rows)
    group by all`)
  await database.run(`create or replace temp table attribution_slices as
    select ${sliceSql} as slice, month, count(*) as n
    from attribution_rows
    group by grouping sets (${combinations().map((each) => `(${['month', ...each].join(', ')})`)})`)
  const rows = await database.rows<
    { period_type: string; period_id: string; now: number; before: number } & {
      slice: string
      n: number
      base: number
    }
  >(`with counted as (
      select period_type, period_id, exposure_now as now, exposure_before as before, slice,
        coalesce(sum(n) filter (where month >= first_month), 0)::bigint as n,
        coalesce(sum(n) filter (where month < first_month), 0)::bigint as base,
      from attribution_periods
      join attribution_slices on month between first_month - 12 and last_month
      where exposure_now > 0 and exposure_before > 0
      group by all
    )
    -- a complaint without a branch was not made at one: no slice
    select * from counted
    where slice = '' or slice not like '%branch=unknown' and greatest(n, base * now / before) >= ${fewest}
    order by period_id, slice`)
  const periods = new Map<string, Searched & { slices: Counted[] }>()
  for (const { period_type, period_id, now, before, slice, n, base } of rows) {
    const period = periods.get(period_id) ?? {
      period_type,
      period_id,
      exposure: { now, before },
      slices: [],
    }
    period.slices.push({ slice, n, base })
    periods.set(period_id, period)
  }
  return [...periods.values()]
}

/** Exposure per month: answered inbound contacts; days where a month has none. */
async function createMonths(database: Database): Promise<void> {
  await database.run(`create or replace temp table attribution_months as
    with months as (
      select ${monthIndex('period_start')} as month, period_id,
        date_diff('day', period_start, least(period_end, local_day(getvariable('as_of')))) + 1
          as days,
      from finding_periods where period_type = 'month'
    ),
    contacts as (
      select period_id, sum(contacts) as contacts from finding_contacts
      where period_type = 'month' and is_now group by period_id
    )
    select month, case when min(coalesce(contacts, 0)) over () > 0 then contacts else days end
      as exposure,
    from months left join contacts using (period_id)`)
}

const sliceSql = `concat_ws('|', ${searched
  .map((each) => `case when grouping(${each}) = 0 then '${each}=' || ${each} end`)
  .join(', ')})`

/** All sets of up to three dimensions; a sub-cause says its cause. */
function combinations(): readonly (readonly string[])[] {
  let sets: readonly (readonly string[])[] = [[]]
  for (const dimension of searched) {
    sets = [
      ...sets,
      ...sets.filter(({ length }) => length < most).map((set) => [...set, dimension]),
    ]
  }
  return sets.filter((set) => !(set.includes('cause') && set.includes('sub_cause')))
}

/** Complaints per month of one slice, and the exposure, for the twelve months before a period. */
export async function readMonths(database: Database, periodId: string, slices: readonly string[]) {
  return database.rows<{ slice: string; counts: number[]; exposures: number[] }>(
    `select slice, list(coalesce(n, 0)::double order by month) as counts,
      list(exposure::double order by month) as exposures,
    from (select unnest(from_json($2, '["varchar"]')) as slice)
    cross join attribution_periods
    join attribution_months on month between first_month - 12 and first_month - 1
    left join attribution_slices using (slice, month)
    where period_id = $1
    group by slice`,
    [periodId, JSON.stringify(slices)],
  )
}

/** Complaints of a period and of the twelve months before, by the codes of all dimensions. */
export async function readLeaves(database: Database, periodId: string): Promise<readonly Leaf[]> {
  const rows = await database.rows<Record<string, string> & { n: number; base: number }>(
    `select ${searched.join(', ')},
      count(*) filter (where month >= first_month) as n,
      count(*) filter (where month < first_month) as base,
    from attribution_periods
    join attribution_rows on month between first_month - 12 and last_month
    where period_id = $1
    group by all`,
    [periodId],
  )
  return rows.map(({ n, base, ...codes }) => ({ codes, n, base }))
}
