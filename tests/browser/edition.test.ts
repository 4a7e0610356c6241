/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readManifest } from '../../reports/edition.ts'
import { formatTarget, formatValue } from '../../reports/labels/format.ts'
import { publishEdition } from '../../reports/publish.ts'
import type { Published } from '../../reports/publish-steps.ts'
import { startServer } from '../../reports/serve/server.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { cardsOf } from '../support/cards.ts'
import { chromiumPath, openChromium } from '../support/chromium.ts'
import {
  foreignWords,
  layoutShift,
  seriousFaults,
  shownLanguage,
  switchLanguage,
} from '../support/page-checks.ts'

const clock = fixedClock('2026-10-08T09:00:00+08:00')
const periods = ['2026-Q3', '2026-09']
const pagesOnPhone = [
  '',
  'causes/',
  'improvement/',
  'findings/',
  'cases/',
  'departments/D02/',
  'data-quality/',
  'method/',
  'families/connect/',
]

describe.skipIf(chromiumPath === undefined)('the report site of the invented bank', () => {
  let bank: Bank
  let browser: Browser
  let server: Awaited<ReturnType<typeof startServer>>
  const published: Published[] = []

  beforeAll(async () => {
    bank = makeBank()
    await makeDemo({ inbox: bank.workspace.inbox, contacts: 20_000, months: 15 })
    await bank.load()
    await bank.build('2026-10-08T09:00:00+08:00')
    for (const period of periods) {
      published.push(
        await publishEdition({
          workspace: bank.workspace,
          period: parsePeriod(period),
          audience: 'bank',
          clock,
          programVersion: 'test',
        }),
      )
    }
    server = await startServer({
      workspace: bank.workspace,
      secret: Buffer.from('secret'),
      port: 0,
      host: '127.0.0.1',
      openAccess: true,
      clock,
    })
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    bank?.remove()
  })

  it('has the same pages in both periods', () => {
    expect(published.map((each) => each.isNew)).toEqual([true, true])
    expect(published[0]?.pages).toBeGreaterThanOrEqual(19)
    expect(published[1]?.pages).toBe(published[0]?.pages)
  })

  it('shows of a suppressed group its name and the word for it, and no number on its line', async () => {
    const folder = published[1]?.edition.folder ?? ''
    const data = await openReader(join(folder, readManifest({ folder }).data_file))
    const hidden = await data.rows<{ name_zh: string; slug: string }>(
      `select distinct g.name_zh, f.slug from "values" v
      join families f on f.headline = v.indicator join groups g using (grouped_by, group_id)
      where v.is_suppressed and v.grouped_by in ('channel', 'department')`,
    )
    data.close()
    expect(hidden.length).toBeGreaterThan(0)
    for (const { name_zh: name, slug } of hidden) {
      const html = readFileSync(join(folder, 'families', slug, 'index.html'), 'utf8')
      const lines = html
        .split(/<div class="line[^>]*>/)
        .map((line) => line.replace(/<[^>]*>/g, ' '))
      const line = lines.find((each) => each.includes(name) && each.includes('不列示'))
      expect(line, `${slug} ${name}`).toBeDefined()
      expect(line?.slice(0, line.indexOf('不列示'))).not.toMatch(/\d/)
    }
  })

  it.each(periods)(
    '%s: every page opens with the network cut, complete, in Chinese and in English, light and dark',
    { timeout: 900_000 },
    async (period) => {
      const home = `${server.address}/editions/${period}/bank/r1/`
      const { page, foreign, errors } = await openPage(browser, server.address)
      const seen = new Set<string>()
      const open = [home]
      let chosen: 'zh' | 'en' = 'zh'
      for (let address = open.pop(); address !== undefined; address = open.pop()) {
        if (seen.has(address)) continue
        seen.add(address)
        await page.goto(address)
        await page.waitForLoadState('networkidle')
        // a reader's choice stays from page to page: each opens in the language of the last
        const opened = await shownLanguage(page)
        expect(opened, address).toBe(chosen)
        for (const language of [opened, opened === 'zh' ? 'en' : 'zh'] as const) {
          if (language !== opened) chosen = await switchLanguage(page)
          expect(await shownLanguage(page), address).toBe(language)
          const text = await page.locator('body').innerText()
          expect.soft(text, address).not.toMatch(/undefined|NaN|\bnull\b|Infinity|Error/)
          expect.soft(await foreignWords(page, language), `${language} ${address}`).toEqual([])
        }
        if (period === periods[0]) expect.soft(await faultsOf(page), address).toEqual([])
        const links = await page
          .locator('a[href]:not([rel=external])')
          .evaluateAll((all) =>
            all.map((each) => (each as HTMLAnchorElement).href.split(/[?#]/)[0] ?? ''),
          )
        open.push(...links.map(withSlash).filter((link) => link.startsWith(home)))
      }
      await page.context().close()
      expect(seen.size).toBe(published[periods.indexOf(period)]?.pages)
      expect(foreign).toEqual([])
      expect(errors).toEqual([])
    },
  )

  it('a dropdown filters: the causes of one product are fewer than all', async () => {
    const { page, errors } = await openPage(browser, server.address)
    await page.goto(`${server.address}/editions/2026-Q3/bank/r1/causes/`)
    const list = page.locator('table', { has: page.locator('th', { hasText: '升级' }) })
    const total = list.locator('tr', { hasText: '合计' }).last()
    const received = `is_received and received_on between '2026-07-01' and '2026-09-30'`
    const [all] = await bank.rows<{ n: number }>(
      `select count(*) as n from marts.complaints where ${received}`,
    )
    await expect.poll(() => numberIn(total, 1), { timeout: 30_000 }).toBe(all?.n)
    const button = page.locator('button').filter({ hasText: '产品' }).first()
    const search = page.getByPlaceholder('产品')
    // a busy page may take a while before its buttons answer
    await expect
      .poll(
        async () => {
          if (!(await search.isVisible())) await button.click()
          await page.waitForTimeout(500)
          return search.isVisible()
        },
        { timeout: 30_000 },
      )
      .toBe(true)
    await search.fill('信用卡')
    await page.getByRole('option', { name: '信用卡', exact: true }).click()
    const [row] = await bank.rows<{ n: number }>(`select count(*) as n from marts.complaints c
      join reference.products p using (product_code)
      where p.name_zh = '信用卡' and ${received}`)
    await expect.poll(() => numberIn(total, 1), { timeout: 20_000 }).toBe(row?.n)
    expect(row?.n).toBeLessThan(all?.n ?? 0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('a department page shows the figures of indicators.values', async () => {
    const { page } = await openPage(browser, server.address)
    await page.goto(`${server.address}/editions/2026-Q3/bank/r1/departments/D02/`)
    const shown = await page

      .locator('table', { hasText: '平均应答速度' })
      .first()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll('th, td')]
            .slice(0, 3)
            .map((cell) => (cell as HTMLElement).innerText.trim()),
        ),
      )
    const figures = await bank.rows<{
      title_zh: string
      value: number | null
      unit: string
      target: number | null
      better: string
    }>(
      `select title_zh, value, unit, target, better from indicators.values
        join indicators.definitions using (indicator)
      where period_id = '2026-Q3' and grouped_by = 'department' and group_id = 'D02'`,
    )
    const edition = await openReader(
      join(
        published[0]?.edition.folder ?? '',
        readManifest(published[0]?.edition ?? { folder: '' }).data_file,
      ),
    )
    const suppressed = await edition.rows<{ title_zh: string }>(
      `select title_zh from "values" join indicators using (indicator)
      where grouped_by = 'department' and group_id = 'D02' and is_suppressed`,
    )
    edition.close()
    for (const figure of figures) {
      const isHidden = suppressed.some((each) => each.title_zh === figure.title_zh)
      const row = shown.find(([title]) => title === figure.title_zh)
      expect(row).toEqual([
        figure.title_zh,
        isHidden ? '不列示' : formatValue(figure.value, figure.unit),
        formatTarget(figure.target, figure.unit, figure.better),
      ])
    }
    expect(suppressed.length).toBeLessThan(figures.length / 2)
    const blank = shown.filter(([title]) => !figures.some((figure) => figure.title_zh === title))
    expect(blank.map(([title, value]) => [title, value])).toContainEqual([
      '服务质量综合得分',
      '不适用',
    ])
    expect(shown).toHaveLength(figures.length + blank.length)
    for (const [, value] of blank) expect(['不适用', '—', '0 件']).toContain(value)
    await page.context().close()
  })

  it('the numbers stand in the HTML without JavaScript', async () => {
    const html = readFileSync(join(published[0]?.edition.folder ?? '', 'index.html'), 'utf8')
    const rate = await bank.value('connect_rate', '2026-Q3')
    expect(html).toContain(formatValue(rate.value, 'rate').replace('%', ''))
  })

  it('the plain pages have the same values on the same cards as the application', () => {
    for (const { edition } of published) {
      for (const path of [
        'index.html',
        'departments/D02/index.html',
        'departments/D05/index.html',
      ]) {
        const own = cardsOf(readFileSync(join(edition.folder, path), 'utf8'))
        expect(own.size, path).toBeGreaterThanOrEqual(8)
        expect(cardsOf(readFileSync(join(edition.folder, 'plain', path), 'utf8'))).toEqual(own)
      }
    }
  })

  it('each day of each system stands in the HTML without JavaScript', async () => {
    const page = join(published[1]?.edition.folder ?? '', 'data-quality/index.html')
    const html = readFileSync(page, 'utf8')
    const [days] = await bank.rows<{ n: number }>(
      `select count(*) as n from ops.arrivals
      where day between '2026-09-01' and '2026-09-30' and status <> 'none'`,
    )
    expect(days?.n).toBeGreaterThan(150)
    expect(html.match(/<rect[^>]*class="bar/g)).toHaveLength(days?.n ?? 0)
  })

  it('is in English from the first paint on, and in Chinese where no script runs', async () => {
    const address = `${server.address}/editions/2026-Q3/bank/r1/`
    const { page } = await openPage(browser, server.address)
    await page.goto(address)
    await page.waitForLoadState('networkidle')
    expect(await switchLanguage(page)).toBe('en')
    await page.goto(`${address}causes/`, { waitUntil: 'commit' })
    await page.locator('h1').waitFor()
    expect(await page.locator('h1').innerText()).toBe('Causes of complaints')
    expect(await shownLanguage(page)).toBe('en')
    await page.context().close()
    const silent = await browser.newContext({ javaScriptEnabled: false })
    const still = await silent.newPage()
    await still.goto(`${address}causes/`)
    expect(await still.locator('h1').innerText()).toBe('投诉原因')
    await silent.close()
  })

  it.each([1280, 360])('at %i px nothing moves once it is shown', async (width) => {
    const { page } = await openPage(browser, server.address, width)
    await page.goto(`${server.address}/editions/2026-Q3/bank/r1/`)
    await page.waitForLoadState('networkidle')
    expect(await layoutShift(page)).toBeLessThan(0.01)
    await page.context().close()
  })

  it('fits a phone: nothing is wider than the screen', async () => {
    const { page } = await openPage(browser, server.address, 360)
    for (const path of pagesOnPhone) {
      await page.goto(`${server.address}/editions/2026-Q3/bank/r1/${path}`)
      await page.waitForLoadState('networkidle')
      for (const language of ['zh', await switchLanguage(page)]) {
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width, `${language} ${path}`).toBeLessThanOrEqual(360)
      }
      await switchLanguage(page)
    }
    await page.context().close()
  })

  it('no personal datum of the input stands in the warehouse or in an edition', async () => {
    const personal = personalDataOf(bank.workspace.inbox)
    expect(personal.size).toBeGreaterThan(500)
    const files = [
      bank.workspace.warehouse,
      ...published
        .flatMap((each) => filesBelow(each.edition.folder))
        .filter((file) => !file.includes('/_app/')),
    ]
    const found: string[] = []
    for (const file of files) {
      const text = readFileSync(file, 'latin1')
      for (const [candidate] of text.matchAll(/CU\d{10}|\d{17}[\dXx]|\d{11,19}/g)) {
        if (personal.has(candidate)) found.push(`${file}: ${candidate}`)
      }
    }
    expect(found).toEqual([])
  })
})

async function openPage(browser: Browser, address: string, width = 1280) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const foreign: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) foreign.push(url)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  return { page, foreign, errors }
}

/** Serious faults for readers with other eyes and hands, in the light and in the dark. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  const light = await seriousFaults(page)
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'))
  const dark = await seriousFaults(page, ['color-contrast'])
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'))
  return [...light, ...dark.map((fault) => `dark: ${fault}`)]
}

function withSlash(link: string): string {
  return link.endsWith('/') ? link : `${link}/`
}

async function numberIn(row: ReturnType<Page['locator']>, fromLast: number): Promise<number> {
  const cells = await row.locator('td').allInnerTexts()
  return Number((cells.at(-1 - fromLast - 1) ?? '').replaceAll(',', ''))
}

function personalDataOf(inbox: string): Set<string> {
  const found = new Set<string>()
  for (const file of filesBelow(inbox)) {
    if (
      !/complaints|surveys|contacts\/branch|contacts\/online|tickets/.test(file) ||
      file.endsWith('.gz')
    )
      continue
    const text = readFileSync(file, 'latin1')
    for (const [datum] of text.matchAll(
      /CU\d{10}|(?<!\d)1990000\d{4}(?!\d)|(?<!\d)110000\d{11}[\dXx](?!\d)|(?<!\d)62000000\d{8,11}(?!\d)/g,
    )) {
      found.add(datum)
    }
  }
  return found
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
