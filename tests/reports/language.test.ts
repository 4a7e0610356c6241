import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod } from '../../core/periods.ts'
import { exportData } from '../../reports/export-data.ts'
import { buildPlain } from '../../reports/plain/build-plain.ts'
import { pageFile } from '../../reports/plain/plain-links.ts'
import { renderPlain } from '../../reports/plain/render-plain.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { textsOf } from '../support/texts-of-html.ts'

const chinese = /[\u3400-\u9fff，。；：（）、]/

describe('the pages of an edition, as HTML', () => {
  let bank: Bank
  let folder: string
  let pages: readonly string[]
  const htmlOf = (page: string) => readFileSync(join(folder, 'out', pageFile(page)), 'utf8')

  beforeAll(async () => {
    bank = makeBank()
    folder = mkdtempSync(join(tmpdir(), 'csq-language-'))
    await makeDemo({ inbox: bank.workspace.inbox, contacts: 3_000, months: 4 })
    await bank.load()
    await bank.build('2026-10-08T09:00:00+08:00')
    const data = join(folder, 'edition.duckdb')
    await exportData({
      warehouse: bank.workspace.warehouse,
      target: data,
      period: parsePeriod('2026-Q3'),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    const bundle = await buildPlain(folder)
    pages = (await renderPlain({ bundle, data, out: join(folder, 'out') })).pages
  }, 600_000)
  afterAll(() => {
    bank?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('have no Chinese word in English but what people wrote', () => {
    expect(pages.length).toBeGreaterThan(15)
    for (const page of pages) {
      const texts = textsOf(htmlOf(page), 'en')
      expect(texts.length, page).toBeGreaterThan(20)
      const left = texts.filter((text) => chinese.test(text) && !/narratives of/.test(text))
      expect(left, page).toEqual(['中文'])
    }
  })

  it('say in Chinese all that they say in English: as many texts, each with a Chinese word', () => {
    for (const page of pages) {
      const html = htmlOf(page)
      const [zh, en] = [html.split('lang="zh-CN"').length, html.split('lang="en"').length]
      // the document itself is Chinese; a word of a unit may be missing in English
      expect(zh - 1, page).toBeGreaterThanOrEqual(en)
      const prose = textsOf(html, 'zh').filter((text) => /[A-Za-z]{3,} [A-Za-z]{3,}/.test(text))
      expect(
        prose.filter((text) => !chinese.test(text)),
        page,
      ).toEqual([])
    }
  })

  it('name each department, product and cause in both languages', () => {
    const [zh, en] = [textsOf(htmlOf('/causes'), 'zh'), textsOf(htmlOf('/causes'), 'en')]
    expect(zh).toEqual(expect.arrayContaining(['信用卡', '定价收费', '信用卡中心']))
    expect(en).toEqual(
      expect.arrayContaining(['Credit card', 'Pricing and fees', 'Credit Card Centre']),
    )
  })
})
