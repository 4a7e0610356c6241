import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../core/database.ts'
import { pareto } from '../../metrics/statistics/pareto.ts'
import { shapley } from '../../metrics/statistics/shapley.ts'
import { findInDemo } from '../support/demo-findings.ts'

const kinds = ['attribution', 'cause_department', 'change', 'coding_quality', 'drill', 'pareto']
let database: Database
let remove = () => {}

beforeAll(async () => {
  const demo = await findInDemo(kinds)
  database = demo.database
  remove = demo.remove
}, 300_000)
afterAll(() => remove())

async function sentences(kind: string, period: string): Promise<string> {
  const rows = await database.rows<{ sentence_zh: string }>(
    'select sentence_zh from findings.all where kind = $1 and period_id = $2 order by rank',
    [kind, period],
  )
  return rows.map((row) => row.sentence_zh).join('\n')
}

describe('what happened to the invented bank is found and named', () => {
  it('the new fees of the credit card, in the month in which they came, after it, in the quarter', async () => {
    for (const period of ['2026-08', '2026-Q3']) {
      const text = await sentences('attribution', period)
      expect(text, period).toMatch(/收费调整未充分告知异常增加/)
      expect(text, period).toMatch(/信用卡·定价收费异常增加/)
    }
    expect(await sentences('attribution', '2026-09')).toMatch(/收费调整未充分告知异常增加/)
    expect(await sentences('drill', '2026-08')).toMatch(/信用卡·计费与账单·定价收费/)
    expect(await sentences('change', '2026-08')).toMatch(/信用卡自身投诉率/)
    expect(await sentences('pareto', '2026-08')).toMatch(/按投诉件数，定价收费居原因第1位/)
  })

  it('the failure of the system, in its month', async () => {
    const text = await sentences('attribution', '2026-05')
    expect(text).toMatch(/超出控制限/)
    expect(text).toMatch(/金融机构服务设施、设备、业务系统异常增加/)
    expect(await sentences('drill', '2026-05')).toMatch(/系统故障或交易失败/)
  })

  it('of the nine months without an event, all searched, at most one is told wrongly', async () => {
    const searched = await database.rows<{ period_id: string; alerts: number }>(
      `select period_id, count(*) filter (where method = 'search' or is_outside) as alerts
      from findings.attribution where period_type = 'month' group by 1 order by 1`,
    )
    expect(searched.map(({ period_id }) => period_id)).toEqual([
      ...['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03'],
      ...['2026-04', '2026-05', '2026-06', '2026-07', '2026-08', '2026-09'],
    ])
    const events = ['2026-05', '2026-08', '2026-09']
    const wrong = searched.filter(({ period_id, alerts }) => !events.includes(period_id) && alerts)
    expect(wrong.length).toBeLessThanOrEqual(1)
  })
})

describe('over all periods of the invented bank', () => {
  it('the children of every node of the drill-down sum to their parent', async () => {
    const { parents, broken } = await database.row<{ parents: number; broken: number }>(
      `with sums as (
        select period_id, parent as path, sum(n) as n, sum(previous) as previous, sum(change) as change,
        from findings.drill where parent is not null group by all
      )
      select count(*) as parents, count(*) filter (
        where sums.n is distinct from drill.n or sums.previous is distinct from drill.previous
          or sums.change is distinct from drill.change) as broken
      from findings.drill left join sums using (period_id, path)
      where depth < 4`,
    )
    expect(parents).toBeGreaterThan(5000)
    expect(broken).toBe(0)
  })

  it('volume, mix and rate of every group sum to its change, and the groups to the bank', async () => {
    const { rows, residual } = await database.row<{ rows: number; residual: number }>(
      `select count(*) as rows, max(abs(volume + mix + rate - change)) as residual
      from findings.change`,
    )
    expect(rows).toBeGreaterThan(1000)
    expect(residual).toBeLessThan(1e-9)
    const { gap } = await database.row<{ gap: number }>(
      `select max(abs(gap)) as gap from (
        select sum(case when code = 'all' then -1 else 1 end * (mix + 2 * rate + 3 * volume)) as gap
        from findings.change group by period_id, dimension)`,
    )
    expect(gap).toBeLessThan(1e-9)
  })

  it('volume against the rest is what Shapley gives for two factors', async () => {
    const rows = await database.rows<{
      n: number
      previous: number
      contacts: number
      previous_contacts: number
      volume: number
    }>(`select * from findings.change where code = 'all' and dimension = 'product'`)
    expect(rows.length).toBeGreaterThan(20)
    for (const { n, previous, contacts, previous_contacts: before, volume } of rows) {
      const [expected = NaN] = shapley(
        [before, previous / before],
        [contacts, n / contacts],
        ([factor = 0, rate = 0]) => factor * rate,
      )
      expect(volume).toBeCloseTo(expected, 9)
    }
  })

  it('the order, shares and classes of causes are those of the statistic', async () => {
    const rows = await database.rows<{
      period_id: string
      code: string
      value: number
      class: string
    }>(
      `select period_id, code, value, class, cumulative from findings.pareto
      where measure = 'complaints' and level = 'sub_cause' order by period_id, position`,
    )
    expect(rows.length).toBeGreaterThan(500)
    for (const period of new Set(rows.map(({ period_id }) => period_id))) {
      const own = rows.filter(({ period_id }) => period_id === period)
      const expected = pareto(own.map(({ code, value }) => ({ name: code, count: value })))
      expect(own.map((row) => row.code)).toEqual(expected.map(({ name }) => name))
      expect(own.map((row) => row.class)).toEqual(expected.map((row) => row.class))
    }
  })

  it('a table of causes is tested only where four fifths of its cells expect 5', async () => {
    const tables = await database.rows<{ large: number; tested: boolean }>(
      `select count(*) filter (where expected >= 5) / count(*) as large,
        bool_and(p_value is not null) as tested,
      from findings.cause_department where expected > 0 group by period_id, is_pooled`,
    )
    expect(tables.length).toBeGreaterThan(40)
    for (const { large, tested } of tables) expect(tested).toBe(large >= 0.8)
  })
})
