import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { createInspectionEstimates } from '../../metrics/inspection-estimates.ts'

let database: Database

beforeEach(async () => {
  database = await openDatabase()
  await database.run(`create schema indicators; create schema marts;
    create table periods as from (values
      ('month', '2026-03', date '2026-03-01', date '2026-03-31'))
      periods(period_type, period_id, period_start, period_end);
    create table marts.contacts (channel varchar, started_on date, is_answered boolean, is_test boolean);
    create table marts.inspections (contact_id varchar, ticket_id varchar, channel varchar,
      inspector_id varchar, contact_on date, is_sample boolean, is_passed boolean)`)
})
afterEach(() => database.close())

const cases = (channel: string, count: number) =>
  database.run(`insert into marts.contacts
    select '${channel}', date '2026-03-09', true, false from range(${count})`)

/** Inspections of `count` cases by one inspector; `first` numbers the cases. */
const inspect = (
  inspector: string,
  channel: string,
  [passed, failed]: readonly [number, number],
  first = `${inspector}-${channel}-`,
) =>
  database.run(`insert into marts.inspections
    select '${first}' || range, null, '${channel}', '${inspector}', date '2026-03-10', true,
      range < ${passed} from range(${passed + failed})`)

async function estimate() {
  await createInspectionEstimates(database)
  return database.row('from indicators.inspection_estimates')
}

describe('the estimate from inspections', () => {
  it('lets each channel weigh as much as it has cases, however often it was inspected', async () => {
    await cases('phone', 900)
    await cases('video', 100)
    await inspect('Q1', 'phone', [18, 2])
    await inspect('Q1', 'video', [10, 10])
    // 0.9 × 0.90 + 0.1 × 0.50 = 0.86, while 28 of 40 pass
    const { pass_rate: pooled, estimate: found } = await estimate()
    expect(pooled).toBeCloseTo(0.7, 12)
    expect(found).toBeCloseTo(0.86, 12)
  })

  it('says which share of the cases is in channels that were inspected', async () => {
    await cases('phone', 750)
    await cases('fax', 250)
    await inspect('Q1', 'phone', [9, 1])
    expect(await estimate()).toMatchObject({ estimate: 0.9, covered: 0.75 })
  })

  it('has no agreement where no case was judged twice', async () => {
    await inspect('Q1', 'phone', [9, 1])
    await inspect('Q2', 'phone', [9, 1])
    expect(await estimate()).toMatchObject({ double_inspected: 0, observed: null, kappa: null })
  })

  it('has the agreement of the cases that two inspectors judged', async () => {
    // of ten cases both pass six and fail two; on two they differ
    await inspect('Q1', 'phone', [7, 3], 'case-')
    await inspect('Q2', 'phone', [6, 4], 'case-')
    await database.run(`update marts.inspections set is_passed = contact_id in (
      'case-0', 'case-1', 'case-2', 'case-3', 'case-4', 'case-5', 'case-7') where inspector_id = 'Q2'`)
    const found = await estimate()
    expect(found).toMatchObject({ double_inspected: 10, observed: 0.8 })
    // 14 of 20 verdicts pass: chance 0.7² + 0.3² = 0.58, kappa 0.22 / 0.42; AC1 chance 0.42
    expect(found.kappa).toBeCloseTo(0.22 / 0.42, 10)
    expect(found.ac1).toBeCloseTo((0.8 - 0.42) / 0.58, 10)
  })

  it('tells the spread of inspectors with thirty inspections, and who lies beyond chance', async () => {
    await inspect('Q1', 'phone', [95, 5])
    await inspect('Q2', 'phone', [95, 5])
    await inspect('Q3', 'phone', [60, 40])
    await inspect('Q4', 'phone', [0, 29])
    expect(await estimate()).toMatchObject({
      inspectors: 4,
      judged_inspectors: 3,
      lowest: 0.6,
      highest: 0.95,
      // 250 of 300: sigma 0.0373, so 0.95 is 3.1 and 0.60 is 6.3 of them away
      outside: 3,
    })
  })

  it('leaves out targeted, invalid and unjudged inspections', async () => {
    await inspect('Q1', 'phone', [9, 1])
    await inspect('Q2', 'phone', [0, 10])
    await database.run(`update marts.inspections set is_sample = false where inspector_id = 'Q2'`)
    expect(await estimate()).toMatchObject({ pass_rate: 0.9, inspectors: 1 })
  })
})
