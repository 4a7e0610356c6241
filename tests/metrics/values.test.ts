import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { valueColumns } from '../../metrics/value-columns.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,department_id,customer_id,reason_code'
const contacts = (month: string, answered: number, offered: number, department: string) =>
  Array.from({ length: offered }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    const outcome = index < answered ? 'answered' : 'abandoned'
    return `${month}-${department}-${index},phone,inbound,${month}-${day} 10:00:00,1,${outcome},${department},,`
  })

describe('values', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `${[header, ...contacts('2026-01', 80, 100, 'D01'), ...contacts('2026-02', 95, 100, 'D01'), ...contacts('2026-02', 10, 20, 'D02'), ...contacts('2026-02', 3, 3, '')].join('\n')}\n`,
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|outcome |department_id
        P1          |phone  |self       |2026-02-03 09:00:00|15        |open    |D01
        P2          |phone  |self       |2026-02-04 09:00:00|15        |open    |D01`,
      'exposure/a.csv': table`
        month  |department_id|product_code|customers|outlets
        2026-02|-            |-           |1000000  |40
        2026-02|D01          |-           |400000   |20
        2026-02|D02          |-           |300000   |10
        2026-02|D01          |P1          |999      |999`,
      'targets/a.csv': table`
        indicator   |grouped_by|group_id|floor|target|stretch|valid_from|valid_to
        connect_rate|all       |all     |0.85 |0.9   |0.95   |2024-01-01|2026-01-31
        connect_rate|all       |all     |0.80 |0.88  |0.95   |2026-02-01|-
        connect_rate|department|D01     |0.85 |0.96  |0.99   |2024-01-01|-`,
    })
    await bank.load()
    await bank.build('2026-03-01T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  it('roll up by sums of numerators and denominators, never by means of rates', async () => {
    expect(await bank.value('connect_rate', '2026-Q1')).toMatchObject({
      numerator: 188,
      denominator: 223,
    })
    expect((await bank.value('connect_rate', '2026-Q1')).value).toBeCloseTo(188 / 223, 12)
  })

  it('of the departments add up to the bank, a missing department is a group of its own', async () => {
    const rows = await bank.rows(`select group_id, numerator, denominator from indicators.values
      where indicator = 'connect_rate' and period_id = '2026-02' and grouped_by = 'department' order by 1`)
    expect(rows).toEqual([
      { group_id: 'D01', numerator: 95, denominator: 100 },
      { group_id: 'D02', numerator: 10, denominator: 20 },
      { group_id: 'unknown', numerator: 3, denominator: 3 },
    ])
  })

  it('are judged by the target valid at the period’s end, of the very group', async () => {
    expect(await bank.value('connect_rate', '2026-01')).toMatchObject({ status: 'missed' })
    expect(await bank.value('connect_rate', '2026-02')).toMatchObject({ status: 'near' })
    expect(await bank.value('connect_rate', '2026-02', 'department=D01')).toMatchObject({
      status: 'near',
    })
    expect(await bank.value('connect_rate', '2026-02', 'department=D02')).toMatchObject({
      status: 'small_n',
    })
    expect(await bank.value('connect_rate', '2026-02', 'channel=phone')).toMatchObject({
      status: 'no_target',
    })
    expect(await bank.value('response_rate', '2026-02')).toMatchObject({
      status: 'no_data',
      denominator: 0,
    })
  })

  it('say whether a change is clear', async () => {
    expect(await bank.value('connect_rate', '2026-02', 'department=D01')).toMatchObject({
      previous_value: 0.8,
      change_is_clear: true,
    })
    expect(await bank.value('connect_rate', '2026-02')).toMatchObject({ change_is_clear: false })
    expect(await bank.value('connect_rate', '2026-01')).toMatchObject({
      previous_value: null,
      change_is_clear: null,
    })
  })

  it('per exposure use the bank’s and the department’s own rows, never a sum', async () => {
    expect(await bank.value('complaints_per_1k_outlets', '2026-02')).toMatchObject({
      numerator: 2,
      denominator: 40,
      value: 50,
    })
    expect(
      await bank.value('complaints_per_10m_customers', '2026-02', 'department=D01'),
    ).toMatchObject({
      denominator: 400000,
      value: expect.closeTo(50, 9),
    })
    expect(await bank.value('complaints_per_1k_outlets', '2026-Q1')).toMatchObject({
      denominator: 40,
      value: 50,
    })
    expect(await bank.value('complaints_per_1k_outlets', '2026-01')).toMatchObject({
      value: null,
      status: 'no_data',
    })
  })

  it('have a row of the bank for every indicator and period that data touch, and none before', async () => {
    const rows = await bank.rows(`select period_id, count(*) as n from indicators.values
      where grouped_by = 'all' and period_type in ('month', 'quarter', 'year') group by 1 order by 1`)
    const { n } = (await bank.rows('select count(*) as n from indicators.definitions'))[0] ?? {}
    expect(rows).toEqual(
      ['2026', '2026-01', '2026-02', '2026-Q1'].map((period_id) => ({ period_id, n })),
    )
  })

  it('leave out a score with too little weight', async () => {
    expect(await bank.value('quality_score', '2026-02')).toMatchObject({
      value: null,
      denominator: 0.15,
    })
  })

  it('leave a part without a floor out of the score, by the newest target that is valid', async () => {
    const score = () =>
      bank.rows(`select numerator, denominator from indicators.values
        where indicator = 'quality_score' and period_id = '2026-01' and grouped_by = 'all'`)
    // 80 of 100 is below the floor of 85 %: 0 points at a weight of 0.15
    expect(await score()).toEqual([{ numerator: 0, denominator: 0.15 }])
    bank.put(
      'targets/b.csv',
      table`
        indicator   |grouped_by|group_id|floor|target|stretch|valid_from|valid_to
        connect_rate|all       |all     |-    |0.9   |-      |2025-12-31|2026-01-31`,
    )
    await bank.load()
    await bank.build('2026-03-01T00:00:00+08:00')
    expect(await score()).toEqual([{ numerator: 0, denominator: 0 }])
  })

  it('of the exposed who have no case are 0, on days without a case too', async () => {
    expect(
      await bank.value('complaints_per_1k_outlets', '2026-02', 'department=D02'),
    ).toMatchObject({ numerator: 0, denominator: 10, value: 0 })
    expect(await bank.value('complaints_per_1k_outlets', '2026-02-05')).toMatchObject({
      numerator: 0,
      denominator: 40,
      value: 0,
      ci_low: 0,
    })
  })

  it('compare an open period with as many days of the one before', async () => {
    await bank.build('2026-02-10T12:00:00+08:00')
    const found = await bank.value('connect_rate', '2026-02')
    const { numerator, denominator } =
      (
        await bank.rows(`select
        count(*) filter (where is_answered) as numerator, count(*) as denominator
      from marts.contacts where is_offered and started_on between '2026-01-01' and '2026-01-10'`)
      )[0] ?? {}
    expect(found.previous_value).toBeCloseTo(Number(numerator) / Number(denominator), 12)
    expect(found.denominator).toBeLessThan(123)
  })

  it('never take days of an open period for those of a shorter one before', async () => {
    const long = makeBank({
      'contacts/a.csv': `${[header, ...contacts('2026-02', 28, 28, 'D01'), ...contacts('2026-03', 0, 28, 'D01')].join('\n')}\n`,
    })
    await long.load()
    await long.build('2026-03-30T12:00:00+08:00')
    const found = await long.value('connect_rate', '2026-03')
    expect(found).toMatchObject({ value: 0, previous_value: 1 })
    long.remove()
  })
})

describe('the table of values', () => {
  it('has just the columns that are documented, each with its meaning', async () => {
    const bank = makeBank()
    await bank.load()
    await bank.build('2026-03-01T00:00:00+08:00')
    const columns = await bank.rows<{ name: string; comment: string }>(
      `select column_name as name, comment from duckdb_columns()
      where schema_name = 'indicators' and table_name = 'values' order by column_index`,
    )
    expect(Object.fromEntries(columns.map((each) => [each.name, each.comment]))).toEqual(
      valueColumns,
    )
    bank.remove()
  })
})
