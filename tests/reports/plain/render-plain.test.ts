import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../../core/database.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { exportData } from '../../../reports/export-data.ts'
import { splitValue } from '../../../reports/labels/format.ts'
import { buildPlain } from '../../../reports/plain/build-plain.ts'
import { type PlainPages, renderPlain } from '../../../reports/plain/render-plain.ts'
import { type Bank, makeBank } from '../../support/bank.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })

describe('the plain pages of an edition', () => {
  let bank: Bank
  let cache: string
  let data: string
  let out: string
  let made: PlainPages
  const html = (page: string) => readFileSync(join(out, page), 'utf8')
  const pages = () =>
    readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.html'))

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `${[header, ...contacts('answered', 90), ...contacts('abandoned', 10)].join('\n')}\n`,
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    cache = mkdtempSync(join(tmpdir(), 'csq-plain-'))
    data = join(cache, 'edition.duckdb')
    out = join(cache, 'out')
    await exportData({
      warehouse: bank.workspace.warehouse,
      target: data,
      period: parsePeriod('2026-02'),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    made = await renderPlain({ bundle: await buildPlain(cache), data, out })
  })
  afterAll(() => {
    rmSync(cache, { recursive: true })
    bank.remove()
  })

  it('are all that a link leads to, and no link leads elsewhere', () => {
    expect(pages().length).toBe(made.pages.length)
    expect(made.pages).toEqual(expect.arrayContaining(['/', '/causes', '/departments/D01']))
    for (const page of pages()) {
      const links = Array.from(
        html(page).matchAll(/\s(?:href|src)="([^"]*)"/g),
        ([, to = '']) => to,
      )
      expect(links.length).toBeGreaterThan(10)
      for (const link of links.filter((each) => each !== 'data:,' && !each.startsWith('#'))) {
        const path = decodeURIComponent(link.replace(/#.*$/, ''))
        expect(path, page).not.toMatch(/^\/|:/)
        expect(existsSync(join(out, dirname(page), path)), `${page}: ${link}`).toBe(true)
      }
    }
  })

  it('show every card with the value of the data file', async () => {
    const database = await openReader(data)
    const figures = await database.rows<{ title_zh: string; value: number; unit: string }>(
      `select title_zh, value, unit from "values" join indicators using (indicator)
      where grouped_by = 'all' and indicator in ('connect_rate', 'complaint_rate_per_10k')
        and value is not null`,
    )
    database.close()
    expect(figures.length).toBeGreaterThan(0)
    const cards = html('index.html').split('<article class="card').slice(1)
    for (const { title_zh: title, value, unit } of figures) {
      const card = cards.find((each) => each.includes(title)) ?? ''
      const big = /<div class="big[^>]*>([^<]*)/.exec(card)?.[1]?.trim()
      expect(big, title).toBe(splitValue(value, unit).number)
    }
  })

  it('need no script: none is a module, and there is none of WebAssembly', () => {
    for (const page of pages()) {
      expect(html(page)).not.toMatch(/type="module"|modulepreload|wasm|_app\//)
      expect(html(page)).not.toMatch(/\b(undefined|NaN|\[object Object\])\b/)
    }
  })

  it('hold both languages, Chinese first', () => {
    expect(html('index.html')).toMatch(/<span lang="zh-CN">[^<]+<\/span><span lang="en">/)
  })

  it('are the same bytes when they are rendered again', async () => {
    const again = join(cache, 'again')
    await renderPlain({ bundle: await buildPlain(cache), data, out: again })
    for (const page of pages()) {
      expect(readFileSync(join(again, page), 'utf8')).toBe(html(page))
    }
  })
})
