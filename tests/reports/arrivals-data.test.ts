import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { exportData } from '../../reports/export-data.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const asOf = '2026-10-05T09:00:00+08:00'

/** Contacts of a channel on each day of a span: 40, or what `counts` says of a day. */
function contacts(
  channel: string,
  [first, last]: readonly [string, string],
  counts: Readonly<Record<string, number>> = {},
): string {
  const length = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
  const lines = Array.from({ length }, (_, index) => {
    const day = new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10)
    return Array.from(
      { length: counts[day] ?? 40 },
      (__, row) => `${channel}-${day}-${row},${channel},inbound,${day} 10:00:00,1,answered,D01,1\n`,
    ).join('')
  })
  return `contact_id,channel,direction,started_at,requested_agent,outcome,department_id,终端\n${lines.join('')}`
}

describe('what an edition says of deliveries', () => {
  let bank: Bank
  let month: Database
  let open: Database
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
    const short = { '2026-09-07': 12, '2026-09-21': 0, '2026-09-22': 0 }
    bank = makeBank({
      'contacts/phone/a.csv': contacts('phone', ['2026-07-01', '2026-09-27'], short),
      'contacts/online/a.csv': contacts('web_chat', ['2026-07-01', '2026-10-04']),
      'contacts/branch/a.csv': contacts('branch_desk', ['2026-06-01', '2026-07-10']),
    })
    await bank.load()
    // the kind of one column changes, another is new; three records break a rule
    const [header = '', ...good] = contacts('phone', ['2026-06-29', '2026-06-30'])
      .replaceAll(/,1\n/g, ',甲\n')
      .trimEnd()
      .split('\n')
    const bad = [1, 2, 3, 4].map((each) => `bad-${each},phone,inbound,never,1,answered,D01,甲`)
    const rows = [...good, ...bad].map((row) => `${row},x\n`)
    bank.put('contacts/phone/b.csv', `${header},备用栏\n${rows.join('')}`)
    await bank.load()
    await writeWarehouse(bank.workspace, (database) =>
      database.run(`update ops.rejected_rows set status =
        case record when 81 then 'open' when 82 then 'corrected' when 83 then 'discarded'
          else 'replayed' end`),
    )
    await bank.build(asOf)
    month = await edition('2026-09')
    open = await edition('2026-10')
  })
  afterAll(() => {
    month?.close()
    open?.close()
    bank.remove()
  })

  it('names missing, short and late days in words', async () => {
    expect(await month.rows('select feed, says_zh, days, is_now from gaps')).toEqual([
      { feed: 'contacts/phone', says_zh: '9月7日仅收到日常的30%', days: 1, is_now: true },
      { feed: 'contacts/phone', says_zh: '9月21日至22日未送达', days: 2, is_now: true },
      { feed: 'contacts/phone', says_zh: '9月28日至30日尚未送达', days: 3, is_now: true },
    ])
    expect(await month.row('select incomplete_zh from edition')).toEqual({
      incomplete_zh: '电话银行本月 6 天',
    })
  })

  it('counts the days of each system, and waits for none that ended before', async () => {
    const columns =
      'feed_zh, days_expected, days_complete, days_missing, days_low, last_day, has_ended'
    expect(await month.rows(`select ${columns} from feeds order by sort_order`)).toEqual([
      {
        feed_zh: '营业网点',
        ...{ days_expected: 0, days_complete: 0, days_missing: 0, days_low: 0 },
        ...{ last_day: '2026-07-10', has_ended: true },
      },
      {
        feed_zh: '线上渠道',
        ...{ days_expected: 30, days_complete: 30, days_missing: 0, days_low: 0 },
        ...{ last_day: '2026-10-04', has_ended: false },
      },
      {
        feed_zh: '电话银行',
        ...{ days_expected: 30, days_complete: 24, days_missing: 5, days_low: 1 },
        ...{ last_day: '2026-09-27', has_ended: false },
      },
    ])
  })

  it('has a row for each day that is over, with what is usual', async () => {
    expect(
      await month.rows(
        `select day, status, says_zh from arrivals where feed = 'contacts/phone' and day in
          ('2026-09-06', '2026-09-07', '2026-09-21', '2026-09-28') order by day`,
      ),
    ).toEqual([
      { day: '2026-09-06', status: 'ok', says_zh: '9月6日：40 行，日常 40 行' },
      { day: '2026-09-07', status: 'low', says_zh: '9月7日：12 行，日常 40 行' },
      { day: '2026-09-21', status: 'missing', says_zh: '9月21日：未送达，日常 40 行' },
      { day: '2026-09-28', status: 'late', says_zh: '9月28日：尚未送达，日常 40 行' },
    ])
  })

  it('compares an open period with as many days of the one before', async () => {
    expect(await open.rows('select says_zh, is_now from gaps')).toEqual([
      { says_zh: '10月1日至4日尚未送达', is_now: true },
    ])
    expect(await open.row('select min(day) as first, max(day) as last from arrivals')).toEqual({
      first: '2026-10-01',
      last: '2026-10-04', // the 5th is not over at the cut-off
    })
  })

  it('gives each figure the incomplete days of what it counts', async () => {
    const rows = await month.rows(
      `select indicator, missing_days from "values" where grouped_by = 'all' and indicator in
        ('connect_rate', 'csat_top2_rate', 'qa_pass_rate', 'complaint_timely_rate', 'quality_score',
         'fcr_ticket_rate') order by indicator`,
    )
    expect(Object.fromEntries(rows.map((row) => [row.indicator, row.missing_days]))).toEqual({
      complaint_timely_rate: 0,
      connect_rate: 6,
      csat_top2_rate: 0,
      fcr_ticket_rate: 0,
      qa_pass_rate: 0,
      quality_score: 6,
    })
  })

  it('lists changed columns with what was decided', async () => {
    const rows = await month.rows(
      `select source_zh, change_zh, column_name, detail_zh, decision_zh, first_file from drift
      where first_file = 'contacts/phone/b.csv' order by change`,
    )
    const shared = { source_zh: '服务接触', first_file: 'contacts/phone/b.csv' }
    expect(rows).toEqual([
      {
        ...{ ...shared, change_zh: '类型变化', column_name: '终端' },
        ...{ detail_zh: '由整数变为文字', decision_zh: '仅提示' },
      },
      {
        ...{ ...shared, change_zh: '新增', column_name: '备用栏' },
        ...{ detail_zh: '', decision_zh: '不读入' },
      },
    ])
  })

  it('counts quarantined records by what became of them, and no replayed ones', async () => {
    expect(
      await month.rows(
        'select reason_zh, records, open, corrected, discarded, first_seen, last_seen from rejects',
      ),
    ).toEqual([
      {
        ...{ reason_zh: '时间无法识别', records: 3, open: 1, corrected: 1, discarded: 1 },
        ...{ first_seen: '2026-11-01', last_seen: '2026-11-01' },
      },
    ])
  })
})
