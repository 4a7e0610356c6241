import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { zoneOf } from '../../core/zone.ts'
import { exportData } from '../../reports/export-data.ts'
import type { Summary } from '../../reports/mail/summary.ts'
import { writeMail } from '../../reports/mail/text.ts'
import { writeSummary } from '../../reports/summary.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const asOf = '2026-11-01T09:00:00+08:00'
const days = (first: string, last: string) =>
  Array.from({ length: (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1 }, (_, index) =>
    new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
  )

/** One answered contact a day. */
const contacts = (channel: string, on: readonly string[]) =>
  `contact_id,channel,direction,started_at,requested_agent,outcome,department_id\n${on
    .map((day) => `${channel}-${day},${channel},inbound,${day} 10:00:00,1,answered,D01\n`)
    .join('')}`

/** Complaints of a month, spread over its days, all closed in time. */
const complaints = (month: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = `${month}-${String(1 + Math.floor((index * 28) / count)).padStart(2, '0')}`
    return `${day}/${index},phone,self,${day} 09:00:00,15,${day} 18:00:00,resolved,D01,B0201,billing,C07\n`
  }).join('')

describe('complaints fall from 40 to 5 while the telephone delivers every day but three', () => {
  let bank: Bank
  const gap = days('2026-09-10', '2026-09-12')

  beforeAll(async () => {
    const all = days('2026-07-01', '2026-10-31')
    bank = makeBank({
      'contacts/phone/a.csv': contacts(
        'phone',
        all.filter((day) => !gap.includes(day)),
      ),
      'contacts/web/a.csv': contacts('web_chat', all),
      'complaints/a.csv': `complaint_id,channel,source_body,received_at,limit_days,closed_at,outcome,department_id,product_code,process_step,cause_code\n${complaints('2026-07', 40)}${complaints('2026-08', 40)}${complaints('2026-09', 5)}${complaints('2026-10', 40)}`,
    })
    bank.configure('sources: { contacts: { fresh: { every: day, by: "06:00" } } }\n')
    await bank.load()
    await bank.build(asOf)
  })
  afterAll(() => bank.remove())

  /** What the edition of a period says of changes, and the complaint rate behind it. */
  const edition = async (period: string) => {
    const target = join(bank.workspace.home, `${period}.duckdb`)
    const shared = { period: parsePeriod(period), audience: 'bank', revision: 1 }
    const title = { zh: '示例银行', en: 'Example Bank' }
    const { warehouse, zone, home } = bank.workspace
    await exportData({ warehouse, target, ...shared, bank: title, zone })
    const folder = join(home, 'summary', period)
    mkdirSync(folder, { recursive: true })
    await writeSummary(folder, target, {
      ...shared,
      title,
      as_of: asOf,
      published_at: asOf,
      program_version: 'test',
      figures_sha256: '',
      data_file: '',
      sources: [],
      definitions: {},
      checks: [],
      csp: [],
    })
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary // written above
    const page = readFileSync(join(folder, 'summary.html'), 'utf8')
    const database = await openReader(target)
    const figure = (name: string) =>
      database.row(
        `select missing_days, change_is_clear, previous_value > value as has_fallen from "values"
        where indicator = '${name}' and grouped_by = 'all'`,
      )
    const rate = await figure('complaint_rate_per_10k')
    const escalations = await figure('escalation_rate')
    const { incomplete_zh: banner } = await database.row('select incomplete_zh from edition')
    database.close()
    const mail = (locale: 'zh-CN' | 'en') =>
      writeMail(summary, { locale, link: '', zone: zoneOf('Asia/Shanghai') }).text
    return { rate, escalations, banner, page, zh: mail('zh-CN'), en: mail('en') }
  }
  const praise = /改善|变差|减少|增加|正常波动|投诉率[^\n]*明显|clearly|fell|rose/

  it('is no improvement: the month is said to be incomplete on three days', async () => {
    const { rate, banner, page, zh, en } = await edition('2026-09')
    expect(rate).toEqual({ missing_days: 3, change_is_clear: null, has_fallen: true })
    expect(banner).toBe('电话银行本月 3 天')
    expect(zh).toContain('收到投诉 5 件；有 3 天数据不完整，暂不比较。')
    expect(zh).toMatch(/投诉率：.*有 3 天数据不完整，暂不比较\n/)
    expect(en).toContain('5 complaints; data incomplete on 3 days, not compared.')
    for (const text of [zh, en, page]) expect(text).not.toMatch(praise)
    expect(page).toContain('有 3 天数据不完整，暂不比较')
  })

  it('nor is the month after it a deterioration', async () => {
    const { rate, banner, zh } = await edition('2026-10')
    expect(rate).toMatchObject({ missing_days: 3, change_is_clear: null, has_fallen: false })
    expect(banner).toBe('电话银行上月 3 天')
    expect(zh).not.toMatch(praise)
  })

  it('leaves alone what counts no contacts, and months that are complete', async () => {
    expect((await edition('2026-09')).escalations).toMatchObject({ missing_days: 0 })
    expect(await edition('2026-08')).toMatchObject({ rate: { missing_days: 0 }, banner: '' })
  })

  it('is an improvement once the three days are there', async () => {
    bank.put('contacts/phone/b.csv', contacts('phone', gap))
    await bank.load()
    await bank.build(asOf)
    const { rate, banner, zh } = await edition('2026-09')
    expect(rate).toEqual({ missing_days: 0, change_is_clear: true, has_fallen: true })
    expect(banner).toBe('')
    expect(zh).toContain('收到投诉 5 件，较上月减少 35 件；')
    expect(zh).toMatch(/未达标：投诉率 [^\n]*明显下降/)
  })
})
