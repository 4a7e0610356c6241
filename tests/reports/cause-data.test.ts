import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { exportData } from '../../reports/export-data.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,department_id,product_code'
const contacts = (month: string, product: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${month}-${product}-${index},phone,inbound,${month}-${day} 10:00:00,1,answered,D01,${product}`
  })

describe('the data of the pages of causes', () => {
  let bank: Bank
  let month: Database
  let day: Database
  const edition = async (period: string) => {
    const target = join(bank.workspace.home, `${period}.duckdb`)
    await exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period: parsePeriod(period),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    return openReader(target)
  }

  beforeAll(async () => {
    bank = makeBank({
      // the debit card has 3 contacts in February: too few to show
      'contacts/a.csv': `${[
        header,
        ...['2026-01', '2026-02'].flatMap((each, index) => [
          ...contacts(each, 'B0101', 40),
          ...contacts(each, 'B0201', [20, 3][index] ?? 0),
          ...contacts(each, 'B0205', 12),
        ]),
      ].join('\n')}\n`,
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|closed_at          |outcome  |department_id|product_code|process_step|cause_code
        K1          |phone  |self       |2026-01-28 09:00:00|15        |2026-02-20 09:00:00|resolved |D01          |B0101       |billing     |C07
        K2          |phone  |self       |2026-02-03 09:00:00|15        |2026-02-10 09:00:00|resolved |D01          |B0101       |billing     |C07
        K3          |phone  |self       |2026-02-04 09:00:00|15        |-                  |open     |D02          |B0201       |billing     |C0701
        K4          |phone  |self       |2026-02-05 09:00:00|15        |2026-02-06 09:00:00|withdrawn|D02          |B0205       |-           |-
        K5          |phone  |self       |2026-02-20 09:00:00|30        |-                  |open     |-            |B0201       |servicing   |C01`,
    })
    await bank.load()
    await bank.build('2026-04-05T09:00:00+08:00')
    month = await edition('2026-02')
    day = await edition('2026-02-20')
  })
  afterAll(() => {
    month?.close()
    day?.close()
    bank?.remove()
  })

  it('products with too few contacts to show stand together, and all parts add up to the bank', async () => {
    const rows = await month.rows<{ code: string; complaints: number }>(
      `select code, name_zh, complaints, previous from change where dimension = 'product' order by code`,
    )
    expect(rows).toEqual([
      { code: 'B0101', name_zh: '活期储蓄', complaints: 1, previous: 1 },
      { code: 'all', name_zh: '合计', complaints: 4, previous: 1 },
      { code: 'other', name_zh: '样本不足的', complaints: 3, previous: 0 },
    ])
    const { left } = await month.row<{ left: number }>(
      `select max(abs(change - volume - mix - rate)) + abs(sum(if(code = 'all', -rate, rate))) as left
      from change where dimension = 'product'`,
    )
    expect(left).toBeCloseTo(0, 9)
    const named = await month.rows(
      `select slice from findings where kind in ('change', 'drill') and slice similar to '.*product=B020[15].*'`,
    )
    expect(named).toEqual([])
  })

  it('a case has the codes that a number is counted by, and says whether it counts as valid', async () => {
    expect(
      await month.rows(
        `select complaint_id, product_code, process_step, cause_code, sub_cause_code, is_counted, open_days
        from cases where is_received order by complaint_id`,
      ),
    ).toEqual(
      [
        ['K2', 'B0101', 'billing', 'C07', 'unknown', true, null],
        ['K3', 'B0201', 'billing', 'C0701', 'unknown', true, 24],
        ['K4', 'B0205', 'unknown', 'unknown', 'unknown', false, null],
        ['K5', 'B0201', 'servicing', 'C01', 'unknown', true, 8],
      ].map(
        ([
          complaint_id,
          product_code,
          process_step,
          cause_code,
          sub_cause_code,
          is_counted,
          open_days,
        ]) => ({
          ...{ complaint_id, product_code, process_step, cause_code },
          ...{ sub_cause_code, is_counted, open_days },
        }),
      ),
    )
  })

  it('the map holds every valid complaint once', async () => {
    expect(
      await month.row(
        `select sum(complaints) as cells, (select count(*) from cases where is_counted) as cases from heat`,
      ),
    ).toEqual({ cells: 3, cases: 3 })
  })

  it('a finding stands with its whole number, its kind by name, and as proposed', async () => {
    const shown = await month.rows<{ id: string; kind: string }>(
      'select id_first || id_last as id, kind, kind_zh, status_zh from findings order by id',
    )
    const found = await bank.rows<{ finding_id: string }>(
      `select finding_id from findings."all" where period_id = '2026-02' order by finding_id`,
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found.map((each) => each.finding_id)).toEqual(
      expect.arrayContaining(shown.map(({ id }) => id)),
    )
    const ageing = shown.find(({ kind }) => kind === 'ageing')
    expect(ageing).toMatchObject({ kind_zh: '在办账龄与办结速度', status_zh: '待确认' })
  })

  it('a day has cases and no findings, and every table is there', async () => {
    expect(await day.row('select count(*) as n from cases where is_received')).toEqual({ n: 1 })
    for (const name of ['findings', 'change', 'heat', 'actions', 'issues', 'ageing', 'coaching']) {
      expect(await day.row(`select count(*) as n from "${name}"`), name).toEqual({ n: 0 })
    }
  })
})
