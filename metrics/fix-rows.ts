import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'

const list = (column: string) =>
  `[each for each in string_split(regexp_replace(coalesce(${column}, ''), '[，、；;[:space:]]+', ',', 'g'), ',') if each <> '']`

/** Improvement issues as their stages: a pilot in units beside control units, then for all. */
const fixes = `
  with issues as (
    select *, ${list('pilot_units')} as pilots, ${list('control_units')} as controls,
      least(pilot_started_on, rolled_out_on) as first_on,
    from reference.improvement_issues
    where status <> 'rejected'
  ),
  stages as (
    select issues.* exclude (pilots), 'pilot' as stage, pilots as units,
      pilot_started_on as starts_on, coalesce(pilot_ended_on, rolled_out_on - 1) as ends_on,
    from issues where pilot_started_on is not null
    union all by name
    select issues.* exclude (pilots, controls), 'rolled_out' as stage, []::varchar[] as units,
      []::varchar[] as controls, rolled_out_on as starts_on, null::date as ends_on,
    from issues where rolled_out_on is not null
  )
  select issue_id, title, stage, starts_on, ends_on, first_on, cause_code, product_code,
    coalesce(cause_code, product_code) is not null as has_scope,
    units, controls, indicator, expected_delta,
    case when len(units) = 0 then [department_id] else units end as measured_units,
  from stages`

/** Per day: complaints of the fix's cause and product, where it was made and where it was not. */
const complaintDays = `
  with contacts as (
    select started_on as day, count(*) as contacts,
    from marts.contacts where is_inbound and is_answered and not is_test group by all
  ),
  marked as (
    select issue_id, stage, received_on as day, controls, has_scope,
      coalesce(complaints.cause_code = fixes.cause_code, fixes.cause_code is null)
      and coalesce(complaints.product_code = fixes.product_code, fixes.product_code is null)
        as is_scope,
      [complaints.department_id, branch_id, team_id, agent_id] as own_units,
      len(units) = 0 or list_has_any(units, own_units) as is_unit,
    from marts.complaints cross join fixes
    where is_received and (has_scope or len(units) > 0)
  ),
  counted as (
    select issue_id, stage, day,
      count(*) filter (where is_scope and is_unit) as treated,
      count(*) filter (where case when len(controls) > 0
        then is_scope and list_has_any(controls, own_units) else not is_scope end) as control,
    from marked group by all
  ),
  days as (
    select issue_id, stage, unnest(generate_series(
      (select min(received_on) from marts.complaints), local_day(getvariable('as_of')) - 1,
      interval 1 day))::date as day,
    from fixes where has_scope or len(units) > 0
  )
  select issue_id, stage, 'complaints' as measure, day,
    coalesce(treated, 0)::double as treated, coalesce(contacts, 0)::double as treated_of,
    coalesce(control, 0)::double as control, coalesce(contacts, 0)::double as control_of,
  from days
  left join counted using (issue_id, stage, day)
  left join contacts using (day)`

/** Per day: the issue's own indicator, if it is a rate, in the units and in the control units. */
function indicatorDays(indicators: readonly Indicator[]): string {
  const rates = indicators.filter(({ kind }) => kind === 'rate')
  return `
  select issue_id, stage, fixes.indicator as measure, day,
    sum(numerator) filter (where list_contains(measured_units, group_id)) as treated,
    sum(denominator) filter (where list_contains(measured_units, group_id)) as treated_of,
    sum(numerator) filter (where list_contains(controls, group_id)) as control,
    sum(denominator) filter (where list_contains(controls, group_id)) as control_of,
  from indicators.daily join fixes using (indicator)
  where grouped_by in ('department', 'branch', 'team', 'agent', 'channel')
    and indicator in (${rates.map(({ name }) => literal(name)).join(', ')})
  group by all`
}

/** Before: up to 180 days until the first stage; after: up to 180 days, as far as the period goes. */
const windows = `
  with first_day as (
    select min(received_on) as day from marts.complaints
  ),
  dated as (
    select fixes.*, period_type, period_id, period_start,
      greatest(first_on - 180, (select day from first_day)) as before_from,
      first_on - 1 as before_to, starts_on as after_from,
      least(period_end, local_day(getvariable('as_of')) - 1, starts_on + 179,
        coalesce(ends_on, 'infinity'::date)) as after_to,
    from fixes cross join finding_periods
  )
  select * from dated where after_to >= greatest(after_from, period_start)`

/**
 * Makes the temporary tables `fixes` (stages of improvement issues) and `fix_counts`: per stage,
 * period and measure what was counted before and after, with its exposure or size, where the fix
 * was made and in the control.
 */
export async function createFixCounts(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await database.run(`create or replace temp table fixes as ${fixes}`)
  const { tables } = await database.row<{ tables: number }>(
    `select count(*) as tables from duckdb_tables()
      where schema_name = 'indicators' and table_name = 'daily'`,
  )
  const daily = tables === 0 ? '' : `union all by name ${indicatorDays(indicators)}`
  const sums = ['treated', 'treated_of', 'control', 'control_of'].flatMap((name) => [
    `coalesce(sum(${name}) filter (where day <= before_to), 0) as ${name}_before`,
    `coalesce(sum(${name}) filter (where day >= after_from), 0) as ${name}_after`,
  ])
  await database.run(`create or replace temp table fix_counts as
    with days as (${complaintDays} ${daily}),
    windows as (${windows})
    select period_type, period_id, issue_id, title, stage, measure,
      array_to_string(units, ',') as units,
      case when len(controls) > 0 then array_to_string(controls, ',')
        when measure = 'complaints' and has_scope then 'others' end as control,
      before_from, before_to, after_from, after_to, expected_delta, ${sums.join(', ')},
    from windows join days using (issue_id, stage)
    where day between before_from and before_to or day between after_from and after_to
    group by all`)
}
