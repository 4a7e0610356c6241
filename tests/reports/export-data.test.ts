import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { exportData } from '../../reports/export-data.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const reports = join(import.meta.dirname, '../../reports')
const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const answered = (month: string, channel: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String(index + 1).padStart(2, '0')
    return `${month}-${channel}-${index},${channel},inbound,${month}-${day} 10:00:00,1,answered,D01`
  })

describe('the data of an edition', () => {
  let bank: Bank
  const open: Database[] = []
  const edition = async (period: string, name = period) => {
    const target = join(bank.workspace.home, `${name}.duckdb`)
    await exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period: parsePeriod(period),
      audience: 'bank',
      revision: 2,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    const database = await openReader(target)
    open.push(database)
    return database
  }
  let quarter: Database
  let month: Database

  beforeAll(async () => {
    bank = makeBank({
      // video has 3 contacts in February, 8 in January and 9 in March
      'contacts/a.csv': `${[
        header,
        ...['2026-01', '2026-02', '2026-03'].flatMap((each, index) => [
          ...answered(each, 'phone', 10),
          ...answered(each, 'branch_desk', 6),
          ...answered(each, 'video', [8, 3, 9][index] ?? 0),
        ]),
      ].join('\n')}\n`,
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|closed_at          |outcome  |department_id|product_code|process_step|cause_code
        K1          |phone  |self       |2026-01-28 09:00:00|15        |-                  |open     |D01          |B0201       |billing     |C07
        K2          |phone  |self       |2026-02-03 09:00:00|15        |2026-02-10 09:00:00|resolved |D01          |B0201       |billing     |C07
        K3          |phone  |self       |2026-02-04 09:00:00|15        |2026-03-04 09:00:00|resolved |D02          |B0201       |billing     |C0701
        K4          |phone  |self       |2026-02-05 09:00:00|15        |2026-02-06 09:00:00|withdrawn|D02          |-           |-           |-
        K5          |phone  |self       |2026-02-20 09:00:00|30        |2026-03-01 09:00:00|resolved |-            |B0201       |servicing   |C01
        K6          |phone  |self       |2026-02-21 09:00:00|15        |2026-02-22 09:00:00|duplicate|D01          |B0201       |billing     |C07`,
    })
    await bank.load()
    await bank.build('2026-04-05T09:00:00+08:00')
    quarter = await edition('2026-Q1')
    month = await edition('2026-02')
  })
  afterAll(() => {
    for (const database of open) database.close()
    bank.remove()
  })

  it('has one table for each query but those for analysts, with the columns and the grain that its header names', async () => {
    const files = readdirSync(join(reports, 'data')).filter(
      (file) => file.endsWith('.sql') && !file.startsWith('analyst_'),
    )
    const tables = await quarter.rows<{ table_name: string }>(
      'select table_name from duckdb_tables() order by table_name',
    )
    expect(tables.map((each) => `${each.table_name}.sql`)).toEqual(files.sort())
    for (const file of files) {
      const { grain, columns } = readHeader(join(reports, 'data', file))
      const name = `"${file.slice(0, -4)}"`
      const described = await quarter.rows<{ column_name: string }>(`describe ${name}`)
      expect(
        described.map((each) => each.column_name),
        file,
      ).toEqual(columns)
      const { repeated } = await month.row<{ repeated: number }>(
        `select count(*) - count(distinct (${grain})) as repeated from ${name}`,
      )
      expect(repeated, file).toBe(0)
    }
  })

  it('holds tables of text, doubles and booleans only, which any page engine reads', async () => {
    const types = await quarter.rows<{ data_type: string }>(
      'select distinct data_type from duckdb_columns() where not internal order by 1',
    )
    expect(types.map((each) => each.data_type)).toEqual(['BOOLEAN', 'DOUBLE', 'VARCHAR'])
    expect(await quarter.rows('select view_name from duckdb_views() where not internal')).toEqual(
      [],
    )
  })

  it('names the period, the one before, and the cut-off in the bank’s time', async () => {
    expect(await quarter.row('from edition')).toMatchObject({
      title_zh: '2026年第一季度客服质量评估报告',
      previous_period_zh: '2025年第四季度',
      this_zh: '本季',
      previous_zh: '上季',
      as_of_text: '2026年4月5日 09:00',
      revision: 2,
    })
    expect(await month.row('from edition')).toMatchObject({
      title_zh: '2026年2月客服质量评估报告',
      previous_zh: '上月',
    })
  })

  it('hides a group of under five and the next smallest, so that it is not the rest of the total', async () => {
    const rows = await month.rows(
      `select group_id, denominator, value, status, is_suppressed from "values"
      where indicator = 'connect_rate' and grouped_by = 'channel' order by group_id`,
    )
    const hidden = { denominator: null, value: null, status: 'small_n', is_suppressed: true }
    expect(rows).toEqual([
      { group_id: 'branch_desk', ...hidden },
      { group_id: 'phone', denominator: 10, value: 1, status: 'small_n', is_suppressed: false },
      { group_id: 'video', ...hidden },
    ])
  })

  it('says of a group without a figure whether it has no data or cannot have any', async () => {
    const rows = await month.rows(
      `select indicator, group_id, sign from blanks
      where grouped_by = 'channel' and group_id in ('phone', 'web_chat')
        and indicator in ('connect_rate', 'response_rate', 'csat_top2_rate') order by all`,
    )
    expect(rows).toEqual([
      { indicator: 'connect_rate', group_id: 'web_chat', sign: 'not_applicable' },
      { indicator: 'csat_top2_rate', group_id: 'phone', sign: 'no_data' },
      { indicator: 'csat_top2_rate', group_id: 'web_chat', sign: 'no_data' },
      { indicator: 'response_rate', group_id: 'phone', sign: 'not_applicable' },
      { indicator: 'response_rate', group_id: 'web_chat', sign: 'no_data' },
    ])
  })

  it('has no table in which a number of a hidden group stands', async () => {
    for (const edition of [quarter, month]) {
      const hidden = await edition.rows(
        `select * exclude (floor, target, stretch) from "values" where is_suppressed`,
      )
      expect(hidden.length).toBeGreaterThan(0)
      for (const row of hidden) {
        const numbers = Object.entries(row).filter(([, cell]) => typeof cell === 'number')
        expect(numbers.map(([name]) => name).sort()).toEqual(['definition_version', 'missing_days'])
      }
      const { shown } = await edition.row<{ shown: number }>(
        `select count(*) as shown from trend where sign = 'suppressed'
          and (value is not null or ci_low is not null or denominator is not null)`,
      )
      expect(shown).toBe(0)
    }
  })

  it('hides the change from a period that was hidden', async () => {
    const march = await edition('2026-03')
    const rows = await march.rows(
      `select group_id, value, previous_value from "values"
      where indicator = 'connect_rate' and grouped_by = 'channel' order by group_id`,
    )
    expect(rows).toEqual([
      { group_id: 'branch_desk', value: 1, previous_value: null },
      { group_id: 'phone', value: 1, previous_value: 1 },
      { group_id: 'video', value: 1, previous_value: null },
    ])
  })

  it('hides a second month of the quarter, so that the hidden month is not the rest of it', async () => {
    const rows = await quarter.rows(
      `select month, string_agg(group_id, ' ' order by group_id) as hidden from trend
      where indicator = 'connect_rate' and grouped_by = 'channel' and value is null
      group by month order by month`,
    )
    expect(rows).toEqual([
      { month: '2026-01', hidden: 'branch_desk video' },
      { month: '2026-02', hidden: 'branch_desk video' },
    ])
  })

  it('shows every other figure as it stands in the warehouse', async () => {
    const columns =
      'indicator, grouped_by, group_id, numerator, denominator, value, ci_low, ci_high'
    const shown = await month.rows(`select ${columns} from "values" where not is_suppressed`)
    const source = await bank.rows(
      `select ${columns} from indicators.values where period_id = '2026-02'`,
    )
    expect(shown.length).toBeGreaterThan(80)
    for (const row of shown) expect(source).toContainEqual(row)
  })

  it('lists the cases behind each complaint figure, no more and no fewer', async () => {
    const flags = await month.rows(
      `select complaint_id, is_received, is_due, is_late, is_open, is_overdue from cases order by 1`,
    )
    const none = { is_received: false, is_due: false, is_late: false, is_open: false }
    expect(flags).toEqual([
      { complaint_id: 'K1', ...none, is_due: true, is_late: true, is_open: true, is_overdue: true },
      { complaint_id: 'K2', ...none, is_received: true, is_due: true, is_overdue: false },
      {
        complaint_id: 'K3',
        is_received: true,
        is_due: true,
        is_late: true,
        is_open: true,
        is_overdue: true,
      },
      { complaint_id: 'K4', ...none, is_received: true, is_overdue: false },
      { complaint_id: 'K5', ...none, is_received: true, is_open: true, is_overdue: false },
    ])
    const figure = async (name: string) => (await bank.value(name, '2026-02')) ?? {}
    expect((await figure('complaint_rate_per_10k')).numerator).toBe(4)
    expect(await figure('complaint_timely_rate')).toMatchObject({ numerator: 1, denominator: 3 })
    expect((await figure('complaint_open_count')).value).toBe(3)
    expect((await figure('complaint_overdue_count')).value).toBe(2)
  })

  it('counts causes so that any sum of them is the count of its parent', async () => {
    const rows = await month.rows(
      `select department_zh, product_zh, cause_zh, complaints, previous from causes order by all`,
    )
    expect(rows.map((row) => Number(row.complaints)).reduce((sum, each) => sum + each)).toBe(4)
    expect(rows).toContainEqual({
      department_zh: '未归属',
      product_zh: '借记卡使用',
      cause_zh: '服务态度及服务质量',
      complaints: 1,
      previous: 0,
    })
    expect(rows.map((row) => row.previous).filter((each) => each === 1)).toHaveLength(1)
  })

  it('shows the days of a month, and none in a quarter', async () => {
    const days = `select count(value) as days from days where indicator = 'connect_rate'`
    expect(await month.row(days)).toEqual({ days: 10 })
    expect(await quarter.row(days)).toEqual({ days: 0 })
    expect(
      await month.row(
        `select count(*) as empty from coverage_days where channel = 'phone' and contacts = 0`,
      ),
    ).toEqual({ empty: 18 })
  })

  it('counts a delivery once, however often a load sees the same file', async () => {
    const facts = await month.rows(
      'select contract, files, rows_read, rows_duplicate from sources where not is_reference',
    )
    expect(facts).toEqual([
      { contract: 'contacts', files: 1, rows_read: 68, rows_duplicate: 0 },
      { contract: 'complaints', files: 1, rows_read: 6, rows_duplicate: 0 },
    ])
    await bank.load()
    await bank.build('2026-04-05T09:00:00+08:00')
    const later = await edition('2026-02', 'later')
    for (const name of ['edition', 'sources', 'files']) {
      expect(await later.rows(`from ${name}`), name).toEqual(await month.rows(`from ${name}`))
    }
  })

  it('is the same file of rows when it is made again', async () => {
    const again = await edition('2026-02', 'again')
    const tables = await month.rows<{ table_name: string }>(
      'select table_name from duckdb_tables()',
    )
    for (const { table_name: name } of tables) {
      expect(await again.rows(`from "${name}"`), name).toEqual(await month.rows(`from "${name}"`))
    }
  })
})

describe('the queries of pages', () => {
  const pages = readdirSync(join(reports, 'pages'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, readFileSync(join(reports, 'pages', file), 'utf8')] as const)
  const queriesOf = (text: string) =>
    [...text.matchAll(/```sql \w+\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

  it.each(pages)('%s reads the edition only, and needs no clock, zone or extension', (_, text) => {
    for (const query of queriesOf(text)) {
      expect(query).toMatch(/csq\./)
      expect(query).not.toMatch(
        /\bnow\(|current_|today\(|timestamptz|time zone|json|->>|date_trunc|collate/i,
      )
      expect(query).not.toMatch(/\b(landing|staging|marts|indicators\.|reference|ops)\./)
    }
  })
})

function readHeader(path: string) {
  const lines = readFileSync(path, 'utf8').split('\n')
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('--')),
  )
  const grain = comment.find((line) => line.startsWith('-- grain: '))?.slice('-- grain: '.length)
  const columns = comment
    .slice(comment.indexOf('--') + 1)
    .map((line) => /^-- (\w+) +\S/.exec(line)?.[1])
  return { grain: grain ?? '', columns: columns.filter((name) => name !== undefined) }
}
