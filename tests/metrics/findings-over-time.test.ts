import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database.ts'
import { load } from '../../ingest/load.ts'
import { countDays } from '../../metrics/count-days.ts'
import earlyWarning from '../../metrics/findings/early-warning.ts'
import recurrence from '../../metrics/findings/recurrence.ts'
import { findFindings } from '../../metrics/findings.ts'
import timelyRate from '../../metrics/indicators/complaint-timely-rate.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { build } from '../../transforms/build.ts'
import { makeBank } from '../support/bank.ts'

const { workspace, remove } = makeBank()
let database: Database

beforeAll(async () => {
  await makeDemo({ inbox: workspace.inbox })
  database = await openDatabase(workspace.warehouse)
  await load(database, {
    workspace,
    secret: Buffer.from('a secret for tests', 'utf8'),
    clock: fixedClock('2026-11-01T00:00:00Z'),
    programVersion: 'test',
    only: ['contacts', 'complaints', 'improvement_issues'],
  })
  await build(database, {
    zone: workspace.zone,
    asOf: new Date('2026-10-08T09:00:00+08:00'),
    complaintDays: 'natural',
    only: ['marts.contacts', 'marts.complaints'],
  })
  await createIntervalFunctions(database)
  await database.run('create schema if not exists indicators')
  await countDays(database, [timelyRate])
  await findFindings(database, [earlyWarning, recurrence])
}, 300_000)
afterAll(() => {
  database.close()
  remove()
})

describe('early warning in the invented bank', () => {
  it('the failure of the system is an alert on its first day', async () => {
    const rows = await database.rows(
      `select slice, rule from findings.early_warning where alert_on = '2026-05-18'`,
    )
    expect(rows).toEqual(
      expect.arrayContaining([
        { slice: 'cause=C02', rule: 'day' },
        { slice: 'department=D01', rule: 'day' },
      ]),
    )
  })

  it('the new fees are noticed as a rise of fees on the credit card within two weeks', async () => {
    const rows = await database.rows<{ slice: string; first_on: string }>(
      `select slice, min(alert_on) as first_on from findings.early_warning
        where alert_on between '2026-08-01' and '2026-08-14' group by all order by slice`,
    )
    const slices = rows.map(({ slice }) => slice)
    expect(slices).toEqual(['', 'cause=C07', 'department=D02', 'product=B0205'])
  })

  it('what is told of August names the fees, of May the systems', async () => {
    const told = (period: string) =>
      database.rows<{ sentence_zh: string }>(
        `select sentence_zh from findings.all
          where kind = 'early_warning' and period_id = $1 order by rank`,
        [period],
      )
    const [may] = await told('2026-05')
    expect(may?.sentence_zh).toContain('业务系统投诉预警')
    const august = (await told('2026-08')).map((each) => each.sentence_zh).join('\n')
    expect(august).toContain('定价收费投诉预警')
    expect(august).toContain('信用卡投诉预警')
  })

  it('in months without an event at most one day in 20 has a false alert', async () => {
    const { days } = await database.row<{ days: number }>(
      `select count(distinct alert_on) as days from findings.early_warning
        where alert_on < '2026-05-18' or alert_on between '2026-06-01' and '2026-07-31'`,
    )
    const judged = 594 - 70 + 61 // from 10 December 2024 to 17 May 2026, and two months
    expect(days / judged).toBeLessThanOrEqual(0.05)
  })
})

describe('recurrence in the invented bank', () => {
  it('the pilot with control units improved timeliness as it was planted, by 8 points or more', async () => {
    const row = await database.row<{ net: number; net_low: number; verdict: string }>(
      `select control, net, net_low, verdict from findings.recurrence
        where issue_id = 'GJ007' and stage = 'pilot' and measure = 'complaint_timely_rate'
          and period_id = '2026-Q2'`,
    )
    expect(row).toMatchObject({ control: 'D03,D04', verdict: 'improved' })
    expect(row.net).toBeGreaterThan(0.08)
    expect(row.net_low).toBeGreaterThan(0)
  })

  it('no fix is said to have changed complaints where none was planted', async () => {
    const rows = await database.rows(
      `select issue_id, stage, period_id from findings.recurrence
        where measure = 'complaints' and verdict in ('improved', 'worsened')`,
    )
    expect(rows).toEqual([])
  })
})
