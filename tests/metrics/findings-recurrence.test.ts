import { describe, expect, it } from 'vitest'
import { exampleCsv } from '../../metrics/example.ts'
import { countEffect, shareEffect } from '../../metrics/fix-effects.ts'
import { makeBank } from '../support/bank.ts'

describe('the effect of a fix', () => {
  it('on counts is the ratio of two Poisson rates with the exact test', () => {
    const { change, net, p } = countEffect({
      before: { count: 30, exposure: 52_000 },
      after: { count: 45, exposure: 50_000 },
      control: null,
    })
    expect([change, net]).toEqual([expect.closeTo(1.56, 6), null])
    expect(p).toBeCloseTo(0.0644, 4)
  })

  it('on shares is the difference with the Newcombe interval', () => {
    const { change, changeInterval } = shareEffect({
      before: { count: 48, size: 80 },
      after: { count: 56, size: 70 },
      control: null,
    })
    expect(change).toBeCloseTo(0.2, 9)
    expect(changeInterval?.low).toBeCloseTo(0.0524, 4)
    expect(changeInterval?.high).toBeCloseTo(0.3339, 4)
  })

  it('net of a control that is known exactly and did not change is that of the fix', () => {
    const own = { before: { count: 48, size: 80 }, after: { count: 56, size: 70 } }
    const still = { count: 5e11, size: 1e12 }
    const net = shareEffect({ ...own, control: { before: still, after: still } })
    expect(net.net).toBeCloseTo(0.2, 9)
    expect(net.netInterval?.low).toBeCloseTo(0.0524, 4)
    expect(net.netInterval?.high).toBeCloseTo(0.3339, 4)
  })

  it('without a single case after it, is still bounded', () => {
    const rate = (count: number) => ({ count, exposure: 100 })
    const { change, netInterval } = countEffect({
      before: rate(20),
      after: rate(0),
      control: { before: rate(20), after: rate(20) },
    })
    expect(change).toBe(0)
    // (0.5 / 20.5) × exp(± 1.96 × √(1/0.5 + 3/20.5))
    expect(netInterval?.low).toBeCloseTo(0.00138093, 7)
    expect(netInterval?.high).toBeCloseTo(0.43079, 4)
  })
})

describe('recurrence', () => {
  it('compares pilot units with control units, before and after, by hand', async () => {
    const issues = `issue_id,title,opened_on,status,cause_code,department_id,pilot_units,control_units,pilot_started_on,pilot_ended_on,rolled_out_on,indicator
G1,流程,2026-01-05,rolled_out,C03,D05,D05,"D03，D04",2026-03-01,2026-03-31,2026-04-10,complaint_timely_rate
G2,不采纳,2026-01-05,rejected,C03,D05,D05,D03,2026-03-01,2026-03-31,2026-04-10,
`
    const complaints = exampleCsv(
      'complaints',
      `complaint_id|received_at     |closed_at       |outcome |cause_code|department_id|times
       B1          |2026-02-10 09:00|2026-02-12 09:00|resolved|C03       |D05          |20
       B2          |2026-02-10 09:00|2026-03-15 09:00|resolved|C03       |D05          |20
       B3          |2026-02-10 09:00|2026-02-12 09:00|resolved|C03       |D03          |20
       A1          |2026-03-10 09:00|2026-03-12 09:00|resolved|C03       |D05          |20
       A3          |2026-03-10 09:00|2026-03-12 09:00|resolved|C03       |D04          |20
       O1          |2026-03-10 09:00|2026-03-12 09:00|resolved|C01       |D06          |1`,
    )
    const contacts = exampleCsv(
      'contacts',
      `contact_id|started_at         |times
       C1        |2026-02-10 10:00:00|500
       C2        |2026-03-10 10:00:00|500`,
    )
    const bank = makeBank({
      'improvement_issues/issues.csv': issues,
      'complaints/c.csv': complaints,
      'contacts/c.csv': contacts,
    })
    try {
      await bank.load()
      await bank.build('2026-05-01T00:00:00+08:00')
      const rows = await bank.rows(
        `select * from findings.recurrence where period_id = '2026-03' order by measure`,
      )
      const close = (value: number) => expect.closeTo(value, 4)
      expect(rows).toMatchObject([
        {
          // on time 20 of 40 → 20 of 20, control 20 of 20 → 20 of 20
          measure: 'complaint_timely_rate',
          issue_id: 'G1',
          stage: 'pilot',
          units: 'D05',
          control: 'D03,D04',
          before: 20,
          before_of: 40,
          after: 20,
          after_of: 20,
          change: 0.5,
          net: 0.5,
          verdict: 'improved',
        },
        {
          // 40 → 20 in D05, 20 → 20 in the control: (20/40) / (20/20), exp(±1.96 √(1/20·3 + 1/40))
          measure: 'complaints',
          stage: 'pilot',
          before: 40,
          after: 20,
          control_before: 20,
          control_after: 20,
          before_from: '2026-02-10',
          before_to: '2026-02-28',
          after_to: '2026-03-31',
          change: close(0.5),
          net: close(0.5),
          net_low: close(0.22024),
          net_high: close(1.13515),
          verdict: 'no_clear_change',
        },
        // O1 has no fix, and what came before the pilot none yet
        { stage: 'none', measure: 'complaints', after: 1, after_of: 41 },
      ])
      const stages = await bank.rows(
        `select distinct stage, before_to from findings.recurrence
          where issue_id <> '' and period_id = '2026' order by stage`,
      )
      expect(stages).toEqual([
        { stage: 'pilot', before_to: '2026-02-28' },
        { stage: 'rolled_out', before_to: '2026-02-28' },
      ])
    } finally {
      bank.remove()
    }
  })
})
