import type { Database, Row } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { commentColumns } from './score-parts.ts'
import { fleissKappa, gwetAc1 } from './statistics/agreement.ts'
import { funnel } from './statistics/funnel.ts'
import { stratifiedRate } from './statistics/stratified.ts'
import { storeRows } from './store-rows.ts'

/** The columns of `indicators.inspection_estimates`, as readers may rely on them. */
export const inspectionEstimateColumns: Readonly<Record<string, string>> = {
  period_type: 'month, quarter or year',
  period_id: '2026-09, 2026-Q3 or 2026',
  pass_rate: 'of the sample as it is: channels that are inspected more weigh more',
  estimate: 'of all cases: each channel weighs as much as it has cases (Cochran)',
  low: 'lower end of the 95 % interval of estimate; null where a channel has one inspection',
  high: 'upper end',
  covered: 'share of the cases that are in channels with inspections',
  double_inspected: 'cases that two or more inspectors judged',
  observed: 'share of their pairs of verdicts that agree; null under two such cases',
  kappa: 'agreement beyond chance by Fleiss; null where it is not defined',
  kappa_low: 'lower end of its 95 % interval',
  kappa_high: 'upper end',
  ac1: 'the same by Gwet, which stays near observed where most pass',
  ac1_low: 'lower end of its 95 % interval',
  ac1_high: 'upper end',
  inspectors: 'inspectors of the sample',
  judged_inspectors: 'of them with 30 inspections or more',
  lowest: 'lowest pass rate of a judged inspector; null under two of them',
  highest: 'highest pass rate of a judged inspector',
  over_dispersion: 'spread of the judged inspectors over that of chance; 1 is chance alone',
  outside: 'of them beyond the 99.8 % limits of chance',
}

interface Counted extends Row {
  readonly period_type: string
  readonly period_id: string
  readonly stratum: string
  readonly population: number
  readonly size: number
  readonly count: number
}

interface Verdicts extends Row {
  readonly period_id: string
  readonly id: string
  readonly passed: number
  readonly failed: number
}

const strata = `with sample as (
    select period_type, period_id, inspections.*
    from marts.inspections
    join periods on contact_on between period_start and period_end
    where is_sample and is_passed is not null and period_type <> 'day'
  )`

/**
 * Makes `indicators.inspection_estimates`: per month, quarter and year the pass rate of all cases by
 * channels, and how far inspectors can be relied on: their agreement on cases that two of them
 * judged, and how much their pass rates differ beyond chance.
 */
export async function createInspectionEstimates(database: Database): Promise<void> {
  const counted = await database.rows<Counted>(`${strata},
    cases as (
      select period_type, period_id, channel as stratum, count(*) as population
      from marts.contacts
      join periods on started_on between period_start and period_end
      where is_answered and not is_test and period_type <> 'day'
      group by all
    ),
    judged as (
      select period_type, period_id, channel as stratum, count(*) as size,
        count(*) filter (where is_passed) as count
      from sample group by all
    )
    select period_type, period_id, stratum, coalesce(population, 0) as population,
      coalesce(size, 0) as size, coalesce(count, 0) as count
    from cases full join judged using (period_type, period_id, stratum)
    order by period_id, stratum`)
  const inspectors = await verdicts(database, 'inspector_id', 'true')
  const doubles = await verdicts(
    database,
    `coalesce(contact_id, ticket_id)`,
    'count(distinct inspector_id) > 1',
  )
  const ofPeriod = (rows: readonly Verdicts[], id: string) =>
    rows.filter((each) => each.period_id === id)
  const rows = groupRows(counted, (each) => each.period_id).flatMap((members) => {
    const [first] = members
    if (first === undefined || members.every(({ size }) => size === 0)) return []
    const { period_type, period_id } = first
    return [
      {
        ...{ period_type, period_id },
        ...estimated(members),
        ...agreed(ofPeriod(doubles, period_id)),
        ...spread(ofPeriod(inspectors, period_id)),
      },
    ]
  })
  await keepEstimates(database, rows)
}

async function verdicts(database: Database, id: string, having: string): Promise<Verdicts[]> {
  return database.rows<Verdicts>(`${strata}
    select period_id, ${id} as id, count(*) filter (where is_passed) as passed,
      count(*) filter (where not is_passed) as failed
    from sample where ${id} is not null
    group by period_id, ${id} having ${having}
    order by period_id, id`)
}

function estimated(members: readonly Counted[]): Row {
  const total = (pick: (each: Counted) => number) =>
    members.reduce((sum, each) => sum + pick(each), 0)
  // a case may be inspected that is no contact, such as a ticket: its channel is no smaller
  const covered = members
    .filter(({ size }) => size > 0)
    .map(({ population, size, count }) => ({ population: Math.max(population, size), size, count }))
  const found = stratifiedRate(covered)
  const all = total(({ population }) => population)
  return {
    pass_rate: total(({ count }) => count) / total(({ size }) => size),
    estimate: found?.value ?? null,
    low: found?.interval?.low ?? null,
    high: found?.interval?.high ?? null,
    covered: all === 0 ? null : total(({ size, population }) => (size > 0 ? population : 0)) / all,
  }
}

function agreed(cases: readonly Verdicts[]): Row {
  const ratings = cases.map(({ passed, failed }) => [passed, failed])
  const [kappa, ac1] = [fleissKappa(ratings), gwetAc1(ratings)]
  return {
    double_inspected: cases.length,
    observed: ac1?.observed ?? (cases.length < 2 ? null : 1),
    kappa: kappa?.coefficient ?? null,
    kappa_low: kappa?.interval.low ?? null,
    kappa_high: kappa?.interval.high ?? null,
    ac1: ac1?.coefficient ?? null,
    ac1_low: ac1?.interval.low ?? null,
    ac1_high: ac1?.interval.high ?? null,
  }
}

function spread(inspectors: readonly Verdicts[]): Row {
  const units = inspectors
    .map(({ passed, failed }) => ({ count: passed, size: passed + failed }))
    .filter(({ size }) => size >= 30)
  const shape = units.length < 2 ? null : funnel('rate', units)
  const rates = units.map(({ count, size }) => count / size)
  return {
    inspectors: inspectors.length,
    judged_inspectors: units.length,
    lowest: units.length < 2 ? null : Math.min(...rates),
    highest: units.length < 2 ? null : Math.max(...rates),
    over_dispersion: shape?.overDispersion ?? null,
    outside: shape?.units.filter((unit) => unit.class.endsWith('99.8')).length ?? null,
  }
}

async function keepEstimates(database: Database, rows: readonly Row[]): Promise<void> {
  const types = Object.keys(inspectionEstimateColumns).map((name) => [
    name,
    name.startsWith('period_') ? 'varchar' : 'double',
  ])
  await storeRows(database, 'new_estimates', Object.fromEntries(types), rows)
  await database.run(`create or replace table indicators.inspection_estimates as from new_estimates;
    drop table new_estimates`)
  await commentColumns(database, 'indicators.inspection_estimates', inspectionEstimateColumns)
}
