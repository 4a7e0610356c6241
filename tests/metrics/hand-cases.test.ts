import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bank, makeBank, table } from '../support/bank.ts'

describe('phone contacts', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'contacts/pbx/2026-03-31.csv': table`
        contact_id|channel|direction|started_at         |requested_agent|answered_at        |ended_at           |outcome           |talk_seconds|hold_seconds|wrap_seconds|is_transferred|is_test|updated_at
        C01       |phone  |inbound  |2026-03-31 09:00:00|true           |2026-03-31 09:00:05|2026-03-31 09:02:05|answered          |120         |0           |30          |false         |false  |2026-03-31 10:00:00
        C02       |phone  |inbound  |2026-03-31 09:10:00|true           |2026-03-31 09:10:20|2026-03-31 09:13:40|answered          |180         |20          |40          |false         |false  |2026-03-31 10:00:00
        C03       |phone  |inbound  |2026-03-31 09:20:00|true           |2026-03-31 09:20:21|2026-03-31 09:24:21|answered          |240         |0           |60          |false         |false  |2026-03-31 10:00:00
        C04       |phone  |inbound  |2026-03-31 09:30:00|true           |-                  |2026-03-31 09:30:03|abandoned         |-           |-           |-           |false         |false  |2026-03-31 10:00:00
        C05       |phone  |inbound  |2026-03-31 09:40:00|true           |-                  |2026-03-31 09:40:05|abandoned         |-           |-           |-           |false         |false  |2026-03-31 10:00:00
        C06       |phone  |inbound  |2026-03-31 09:50:00|true           |-                  |2026-03-31 09:50:45|abandoned         |-           |-           |-           |false         |false  |2026-03-31 10:00:00
        C07       |phone  |inbound  |2026-03-31 10:00:00|false          |-                  |2026-03-31 10:01:00|contained         |-           |-           |-           |false         |false  |2026-03-31 11:00:00
        C08       |phone  |inbound  |2026-03-31 10:10:00|true           |2026-03-31 10:10:15|2026-03-31 10:16:15|answered          |300         |60          |45          |true          |false  |2026-03-31 11:00:00
        C09       |phone  |inbound  |2026-03-31 10:20:00|true           |2026-03-31 10:20:02|2026-03-31 10:21:02|answered          |60          |0           |10          |false         |true   |2026-03-31 11:00:00
        C10       |phone  |inbound  |2026-03-31 10:30:00|true           |2026-03-31 10:30:10|2026-03-31 10:31:50|answered          |100         |0           |20          |false         |false  |2026-03-31 11:00:00
        C11       |phone  |inbound  |2026-03-31 10:40:00|true           |-                  |2026-03-31 10:40:30|callback_requested|-           |-           |-           |false         |false  |2026-03-31 11:00:00
        C12       |phone  |inbound  |2026-03-31 23:59:50|true           |2026-04-01 00:00:10|2026-04-01 00:03:30|answered          |200         |0           |30          |false         |false  |2026-04-01 01:00:00
        C13       |phone  |outbound |2026-03-31 11:00:00|true           |2026-03-31 11:00:09|2026-03-31 11:02:00|answered          |100         |0           |10          |false         |false  |2026-03-31 12:00:00`,
      'contacts/pbx/2026-04-01.csv': table`
        contact_id|channel|direction|started_at         |requested_agent|answered_at        |ended_at           |outcome |talk_seconds|hold_seconds|wrap_seconds|updated_at
        C10       |phone  |inbound  |2026-03-31 10:30:00|true           |2026-03-31 10:30:10|2026-03-31 10:31:50|answered|100         |0           |25          |2026-03-31 12:00:00`,
      'inspections/touch.csv': table`
        inspection_id|mode     |sampling|agent_id|channel|contact_at         |inspected_at       |inspector_id|critical_error_count
        Q0           |recording|targeted|A1      |phone  |2026-04-01 10:00:00|2026-04-01 11:00:00|I1          |0`,
    })
    await bank.load()
    await bank.build('2026-04-02T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it.each([
    ['connect_rate', 6, 8, 0.75],
    ['abandon_rate', 2, 8, 0.25],
    ['connect_rate_gross', 6, 10, 0.6],
    ['service_level_20s', 5, 8, 0.625],
    ['asa_seconds', 91, 6, 91 / 6],
    ['avg_talk_seconds', 1140, 6, 190],
    ['aht_seconds', 1450, 6, 1450 / 6],
    ['aht_seconds_median', null, 6, 235],
    ['aht_seconds_p90', null, 6, 352.5],
    ['self_service_rate', 1, 11, 1 / 11],
  ])('%s of the day is %s / %s', async (indicator, numerator, denominator, value) => {
    const found = await bank.value(indicator, '2026-03-31')
    expect(found).toMatchObject({ numerator, denominator })
    expect(found.value).toBeCloseTo(value, 9)
  })

  it('a contact belongs to the day it entered the queue, wherever it ends', async () => {
    expect(await bank.value('connect_rate', '2026-Q1')).toMatchObject({ denominator: 8 })
    expect(await bank.value('connect_rate', '2026-04-01')).toMatchObject({
      denominator: 0,
      value: null,
      status: 'no_data',
    })
  })

  it('says what was left out: the short abandon, the callback and the test', async () => {
    expect(await bank.value('connect_rate', '2026-03-31')).toMatchObject({ excluded_count: 3 })
  })

  it('keeps the newer version of a contact that was delivered twice', async () => {
    expect(
      await bank.rows(`select wrap_seconds from staging.contacts where contact_id = 'C10'`),
    ).toEqual([{ wrap_seconds: 25 }])
  })
})

describe('first-contact resolution', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'contacts/all.csv': table`
        contact_id|channel |direction|started_at         |requested_agent|answered_at        |outcome  |customer_id|reason_code
        F1        |phone   |inbound  |2026-01-05 10:00:00|true           |2026-01-05 10:00:05|answered |A          |card_fee
        F2        |app_chat|inbound  |2026-01-05 20:00:00|true           |2026-01-05 20:00:05|answered |A          |card_fee
        F3        |phone   |inbound  |2026-01-06 09:00:00|true           |2026-01-06 09:00:05|answered |B          |card_fee
        F4        |phone   |inbound  |2026-01-07 09:00:00|true           |2026-01-07 09:00:05|answered |B          |loan
        F5        |phone   |inbound  |2026-01-10 09:00:00|true           |2026-01-10 09:00:05|answered |C          |loan
        F6        |phone   |inbound  |2026-01-17 09:00:00|true           |2026-01-17 09:00:05|answered |C          |loan
        F7        |phone   |inbound  |2026-01-12 09:00:00|true           |2026-01-12 09:00:05|answered |D          |transfer
        F8        |phone   |inbound  |2026-01-19 09:00:01|true           |2026-01-19 09:00:05|answered |D          |transfer
        F9        |phone   |inbound  |2026-01-29 09:00:00|true           |2026-01-29 09:00:05|answered |E          |transfer
        F10       |phone   |inbound  |2026-01-15 09:00:00|true           |-                  |abandoned|F          |transfer
        F11       |phone   |inbound  |2026-01-16 09:00:00|true           |2026-01-16 09:00:05|answered |-          |transfer`,
    })
    await bank.load()
    await bank.build('2026-02-01T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it.each([
    ['fcr_24h_rate', 7, 8, 0.875, 0],
    ['fcr_rate', 4, 6, 4 / 6, 1],
    ['fcr_30d_rate', 0, 0, null, 6],
  ])(
    '%s is %s of %s matured first contacts',
    async (indicator, numerator, denominator, value, immature) => {
      const found = await bank.value(indicator, '2026-01')
      expect(found).toMatchObject({
        numerator,
        denominator,
        immature_count: immature,
        unknown_count: 1,
      })
      if (value === null) expect(found.value).toBeNull()
      else expect(found.value).toBeCloseTo(value, 12)
    },
  )

  it('counts a contact exactly seven days later as a repeat, one second more not', async () => {
    expect(await bank.value('repeat_contact_rate_7d', '2026-01')).toMatchObject({
      numerator: 2,
      denominator: 9,
    })
  })

  it('belongs to the channel of the first contact', async () => {
    expect(await bank.value('fcr_rate', '2026-01', 'channel=phone')).toMatchObject({
      denominator: 6,
    })
  })
})

describe('complaints', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'complaints/all.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|closed_at          |outcome   |duplicate_of|reopened_at
        P01         |phone  |self       |2026-01-05 09:00:00|15        |2026-01-15 17:00:00|resolved  |-           |-
        P02         |phone  |self       |2026-01-10 09:00:00|15        |2026-01-25 17:00:00|resolved  |-           |-
        P03         |phone  |self       |2026-01-12 09:00:00|15        |2026-01-28 08:00:00|resolved  |-           |-
        P04         |phone  |self       |2026-01-20 09:00:00|30        |2026-02-15 17:00:00|resolved  |-           |-
        P05         |phone  |self       |2026-02-01 09:00:00|15        |2026-02-03 17:00:00|withdrawn |-           |-
        P06         |phone  |nfra       |2026-02-02 09:00:00|15        |2026-02-10 17:00:00|duplicate |P02         |-
        P07         |phone  |self       |2026-02-10 09:00:00|30        |2026-03-20 17:00:00|resolved  |-           |-
        P08         |phone  |self       |2026-02-20 09:00:00|15        |-                  |open      |-           |-
        P09         |phone  |self       |2026-03-20 09:00:00|15        |-                  |open      |-           |-
        P10         |phone  |self       |2026-03-25 09:00:00|15        |2026-03-30 17:00:00|resolved  |-           |-
        P11         |phone  |self       |2026-03-28 09:00:00|15        |-                  |open      |-           |-
        P12         |phone  |self       |2026-01-15 09:00:00|15        |2026-01-20 17:00:00|unresolved|-           |-
        P13         |phone  |self       |2025-12-28 09:00:00|15        |2026-01-10 17:00:00|resolved  |-           |-
        P14         |phone  |self       |2026-01-25 09:00:00|15        |2026-02-05 17:00:00|resolved  |-           |-`,
    })
    await bank.load()
    await bank.build('2026-04-01T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it.each([
    ['complaint_timely_closed_rate', 7, 9],
    ['complaint_timely_rate', 6, 9],
    ['complaint_timely_cohort_rate', 5, 8],
    ['complaint_resolution_rate', 7, 11],
    ['complaint_resolution_closed_rate', 8, 9],
  ])('%s of the quarter is %s / %s', async (indicator, numerator, denominator) => {
    expect(await bank.value(indicator, '2026-Q1')).toMatchObject({ numerator, denominator })
  })

  it('counts open and overdue complaints at the end of the quarter', async () => {
    expect(await bank.value('complaint_open_count', '2026-Q1')).toMatchObject({ value: 3 })
    expect(await bank.value('complaint_overdue_count', '2026-Q1')).toMatchObject({ value: 1 })
  })

  it('estimates the median days to close with open cases censored', async () => {
    expect(await bank.value('complaint_median_days', '2026-Q1')).toMatchObject({
      value: 15,
      denominator: 11,
      numerator: null,
    })
  })

  it('leaves withdrawn and merged complaints out of handling', async () => {
    expect(await bank.value('complaint_resolution_rate', '2026-Q1')).toMatchObject({
      excluded_count: 2,
    })
  })

  it('an open complaint again: its first closing keeps its verdict, the case is open', async () => {
    bank.put(
      'complaints/reopened.csv',
      table`
        complaint_id|channel|source_body|received_at        |limit_days|closed_at          |outcome|reopened_at
        P14         |phone  |self       |2026-01-25 09:00:00|15        |2026-02-05 17:00:00|open   |2026-03-01 10:00:00`,
    )
    await bank.load()
    await bank.build('2026-04-01T00:00:00+08:00')
    expect(await bank.value('complaint_timely_closed_rate', '2026-Q1')).toMatchObject({
      numerator: 7,
      denominator: 9,
    })
    expect(await bank.value('complaint_resolution_rate', '2026-Q1')).toMatchObject({
      numerator: 6,
      denominator: 11,
    })
    expect(await bank.value('complaint_resolution_closed_rate', '2026-Q1')).toMatchObject({
      numerator: 7,
      denominator: 8,
    })
    expect(await bank.value('complaint_open_count', '2026-Q1')).toMatchObject({ value: 4 })
    expect(await bank.value('complaint_overdue_count', '2026-Q1')).toMatchObject({ value: 2 })
    const reopened = await bank.value('complaint_reopen_rate', '2026-Q1')
    expect(reopened).toMatchObject({ numerator: 1, denominator: 7, immature_count: 2 })
  })
})

describe('surveys', () => {
  let bank: Bank
  beforeAll(async () => {
    const ratings = [1, 1, 2, ...repeat(3, 5), ...repeat(4, 20), ...repeat(5, 72)]
    const scores = [...repeat(10, 50), ...repeat(8, 30), ...repeat(3, 20)]
    const invitations = Array.from({ length: 800 }, (_, index) => {
      const rating = ratings[index]
      const answered =
        rating === undefined ? ',,,' : `2026-03-01 12:00:00,5,${rating},${scores[index]}`
      return `S${index},phone,sms,2026-03-01 10:00:00,true,${answered}`
    })
    bank = makeBank({
      'surveys/all.csv': `survey_id,channel,method,invited_at,delivered,responded_at,scale,rating,nps_score\n${invitations.join('\n')}\n`,
    })
    await bank.load()
    await bank.build('2026-04-01T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it.each([
    ['csat_top2_rate', 92, 100, 0.92],
    ['csat_mean', 459, 100, 4.59],
    ['dissat_rate', 3, 100, 0.03],
    ['survey_response_rate', 100, 800, 0.125],
    ['nps', 30, 100, 30],
  ])('%s is %s of %s', async (indicator, numerator, denominator, value) => {
    const found = await bank.value(indicator, '2026-03')
    expect(found).toMatchObject({ numerator, denominator })
    expect(found.value).toBeCloseTo(value, 12)
  })

  it('carries the Wilson interval', async () => {
    const found = await bank.value('csat_top2_rate', '2026-03')
    expect(found.ci_low).toBeCloseTo(0.850019, 6)
    expect(found.ci_high).toBeCloseTo(0.958907, 6)
  })
})

describe('inspections', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'inspections/all.csv': table`
        inspection_id|mode     |sampling|agent_id|channel|contact_at         |inspected_at       |inspector_id|d1_score|d2_score|d3_score|d4_score|d5_score|critical_error_count
        a            |recording|random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |-       |80      |90      |100     |100     |0
        b            |live     |random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |100     |100     |100     |100     |100     |1
        c1           |mystery  |random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |90      |80      |80      |85      |100     |0
        c2           |recording|random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |90      |80      |80      |85      |60      |0
        t1           |recording|targeted|A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |10      |10      |10      |10      |10      |3`,
    })
    await bank.load()
    await bank.build('2026-04-01T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it('passes 2 of 4 random inspections; 3 of 4 are free of critical errors', async () => {
    expect(await bank.value('qa_pass_rate', '2026-03')).toMatchObject({
      numerator: 2,
      denominator: 4,
      excluded_count: 1,
    })
    expect(await bank.value('qa_critical_free_rate', '2026-03')).toMatchObject({
      numerator: 3,
      denominator: 4,
    })
  })

  it('weighs the known sections only, and a critical error makes the total 0', async () => {
    const rows = await bank.rows(
      'select inspection_id, total_score from marts.inspections order by 1',
    )
    expect(rows.map((row) => [row.inspection_id, Number(row.total_score).toFixed(4)])).toEqual([
      ['a', '91.6667'],
      ['b', '0.0000'],
      ['c1', '86.0000'],
      ['c2', '78.0000'],
      ['t1', '0.0000'],
    ])
  })
})

function repeat(value: number, times: number): number[] {
  return Array.from({ length: times }, () => value)
}
