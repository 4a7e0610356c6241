import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { exportData } from '../../reports/export-data.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

describe('inspections, compliance, evaluation and channels in the data of an edition', () => {
  let bank: Bank
  let edition: Database

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `contact_id,channel,direction,started_at,requested_agent,outcome,department_id\n${Array.from(
        { length: 40 },
        (_, index) =>
          `C${index},${index < 30 ? 'phone' : 'web_chat'},inbound,2026-02-03 09:00:00,1,answered,D01`,
      ).join('\n')}\n`,
      // of six random phone inspections five pass; one of them is changed on appeal
      'inspections/a.csv': table`
        inspection_id|mode     |sampling|contact_id|channel |department_id|contact_at         |inspected_at       |inspector_id|agent_id|d1_score|d2_score|d3_score|d4_score|d5_score|critical_error_count|verdict_changed|is_valid
        Q1           |recording|random  |C0        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC1         |A1      |90      |90      |90      |90      |90      |0                   |1              |1
        Q2           |recording|random  |C1        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC1         |A1      |-       |90      |90      |90      |90      |0                   |0              |1
        Q3           |recording|random  |C2        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC1         |A1      |80      |90      |90      |90      |90      |0                   |0              |1
        Q4           |recording|random  |C3        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC2         |A1      |90      |90      |90      |90      |90      |0                   |0              |1
        Q5           |recording|random  |C4        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC2         |A1      |90      |90      |90      |90      |90      |0                   |0              |1
        Q6           |recording|random  |C5        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC2         |A1      |90      |90      |90      |90      |50      |1                   |0              |1
        Q7           |recording|targeted|C6        |phone   |D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC2         |A1      |10      |10      |10      |10      |10      |1                   |0              |1
        Q8           |recording|random  |C30       |web_chat|D01          |2026-02-03 09:00:00|2026-02-10 09:00:00|QC2         |A1      |-       |90      |90      |90      |90      |0                   |0              |0
        Q9           |recording|random  |C7        |phone   |D01          |2026-01-03 09:00:00|2026-01-10 09:00:00|QC2         |A1      |70      |70      |70      |70      |70      |0                   |1              |1`,
      'eval_plan/eval_plan.csv': table`
        plan_id|period_id|step|due_on    |done_on   |owner|note
        P1     |2026-02  |1   |2026-02-20|2026-02-20|甲   |-
        P1     |2026-02  |2   |2026-03-02|2026-03-05|乙   |补报
        P1     |2026-02  |3   |2026-03-20|-         |丙   |-
        P0     |2026-01  |1   |2026-01-20|2026-01-19|甲   |-
        PQ     |2026-Q1  |1   |2026-03-20|2026-03-20|甲   |-`,
    })
    await bank.load()
    await bank.build('2026-04-05T09:00:00+08:00')
    const target = join(bank.workspace.home, 'month.duckdb')
    await exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period: parsePeriod('2026-02'),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    edition = await openReader(target)
  })
  afterAll(() => {
    edition.close()
    bank.remove()
  })

  it('tell each standard by random inspections alone, without those that do not apply', async () => {
    const [d1, ...rest] = await edition.rows('from inspection_sections order by section')
    // 90, 80, 90, 90, 90 of five; the targeted one and January are elsewhere
    expect(d1).toMatchObject({ judged: 5, mean: 88, passed: 4, pass_rate: 0.8, critical: null })
    expect(d1).toMatchObject({ previous_mean: 70, previous_pass_rate: 0 })
    expect(rest.at(-1)).toMatchObject({ section: 'd5', judged: 6, passed: 5, critical: 1 })
  })

  it('tell how much of each channel was inspected', async () => {
    const rows = await edition.rows(
      'select channel, cases, sampled, targeted, judged, passed from inspection_samples',
    )
    expect(rows).toEqual([
      { channel: 'phone', cases: 30, sampled: 6, targeted: 1, judged: 6, passed: 5 },
      { channel: 'web_chat', cases: 10, sampled: 0, targeted: 0, judged: null, passed: null },
    ])
  })

  it('tell what appeals changed, and that nobody can say whether inspectors agree', async () => {
    expect(await edition.row('from inspection_facts')).toMatchObject({
      ...{ inspections: 8, sampled: 6, targeted: 1, invalid: 1, inspectors: 2, critical: 1 },
      ...{ appeals_changed: 1, previous_inspections: 1, previous_appeals_changed: 1 },
      ...{ double_inspected: 0, kappa: null, covered: 0.75 },
    })
  })

  it('list every compliance-critical error, of random and targeted inspections', async () => {
    expect(
      await edition.rows('select inspection_id, sampling, known_by_en from compliance_errors'),
    ).toEqual([
      { inspection_id: 'Q6', sampling: 'random', known_by_en: 'points under 85' },
      { inspection_id: 'Q7', sampling: 'targeted', known_by_en: 'points under 85' },
    ])
    expect(
      await edition.rows(
        `select critical, inspections from compliance_months where month = '2026-02'`,
      ),
    ).toEqual([{ critical: 2, inspections: 7 }])
  })

  it('say who is how late with which step of the evaluation', async () => {
    expect(
      await edition.rows('select step, owner, state, days_late, note from flow order by step'),
    ).toEqual([
      { step: 1, owner: '甲', state: 'done', days_late: 0, note: '' },
      { step: 2, owner: '乙', state: 'late', days_late: 3, note: '补报' },
      // not done on 5 April
      { step: 3, owner: '丙', state: 'overdue', days_late: 16, note: '' },
    ])
    expect(
      await edition.rows(
        'select period_id, steps, done, in_time, late, days_late from flow_periods',
      ),
    ).toEqual([
      { period_id: '2026-02', steps: 3, done: 2, in_time: 1, late: 2, days_late: 16 },
      { period_id: '2026-01', steps: 1, done: 1, in_time: 1, late: 0, days_late: 0 },
    ])
  })

  it('say why a channel has no figure', async () => {
    const reason = async (indicator: string, channel: string) =>
      edition.rows(
        `select sign, reason_en from channel_reasons
        where indicator = '${indicator}' and channel = '${channel}'`,
      )
    expect(await reason('connect_rate', 'web_chat')).toEqual([
      { sign: 'not_applicable', reason_en: 'nobody queues in it' },
    ])
    expect(await reason('connect_rate', 'branch_desk')).toEqual([
      { sign: 'no_data', reason_en: 'no contacts of the channel were delivered' },
    ])
    expect(await reason('csat_top2_rate', 'phone')).toEqual([
      { sign: 'no_data', reason_en: 'contacts were delivered, none that the indicator counts' },
    ])
    expect(await reason('connect_rate', 'phone')).toEqual([])
  })
})
