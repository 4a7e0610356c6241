/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readManifest } from '../../reports/edition.ts'
import { caseCondition, readCaseFilter } from '../../reports/labels/cases.ts'
import { publishEdition } from '../../reports/publish.ts'
import type { Published } from '../../reports/publish-steps.ts'
import { startServer } from '../../reports/serve/server.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { chromiumPath, openChromium } from '../support/chromium.ts'

const clock = fixedClock('2026-10-08T09:00:00+08:00')
const pages = ['causes', 'improvement', 'departments/D02', 'departments/D05']

describe.skipIf(chromiumPath === undefined)('the pages of complaint causes', () => {
  let bank: Bank
  let browser: Browser
  let page: Page
  let server: Awaited<ReturnType<typeof startServer>>
  let published: Published
  let edition: Database
  let home: string
  const errors: string[] = []

  beforeAll(async () => {
    bank = makeBank()
    await makeDemo({ inbox: bank.workspace.inbox, contacts: 20_000, months: 15 })
    await bank.load()
    await bank.build('2026-10-08T09:00:00+08:00')
    published = await publishEdition({
      workspace: bank.workspace,
      period: parsePeriod('2026-Q3'),
      audience: 'bank',
      clock,
      programVersion: 'test',
    })
    const { folder } = published.edition
    edition = await openReader(join(folder, readManifest(published.edition).data_file))
    server = await startServer({
      workspace: bank.workspace,
      secret: Buffer.from('secret'),
      port: 0,
      host: '127.0.0.1',
      openAccess: true,
      clock,
    })
    home = `${server.address}/editions/2026-Q3/bank/r1/`
    browser = await openChromium()
    page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    edition?.close()
    bank?.remove()
  })

  const open = async (path: string) => {
    await page.goto(`${home}${path}/`)
    await page.waitForLoadState('networkidle')
  }

  /** The count and the address of every number that opens a list. */
  const linksOf = async () => {
    const found = await page.locator('a.count').evaluateAll((all) =>
      all.map((each) => ({
        count: Number((each.textContent ?? '').replaceAll(',', '')),
        search: new URL((each as HTMLAnchorElement).href).search,
      })),
    )
    return found.filter(
      (link, index) => found.findIndex(({ search }) => search === link.search) === index,
    )
  }

  it.each(pages)('%s: the list behind every number has as many rows as it says', async (path) => {
    await open(path)
    const links = await linksOf()
    expect(links.length).toBeGreaterThan(path.startsWith('improvement') ? 5 : 20)
    for (const { count, search } of links) {
      const condition = caseCondition(readCaseFilter(search))
      const listed = await edition.row(`select count(*) as count from cases where ${condition}`)
      expect(listed, search).toEqual({ count })
    }
  })

  it.each([
    ['the tree', 'causes', '.tree'],
    ['the Pareto', 'causes', '.pareto'],
    ['the map', 'causes', 'td:has(.fill)'],
    ['the open ones', 'causes', 'table:has(.median)'],
    ['a department', 'departments/D02', '.counts'],
  ])('a click on a number of %s opens the list that it counts', async (_, path, part) => {
    await open(path)
    const links = page.locator(`${part} a.count:visible`)
    const last = (await links.count()) - 1
    expect(last).toBeGreaterThan(0)
    for (const index of new Set([0, Math.floor(last / 2), last])) {
      const count = Number((await links.nth(index).innerText()).replaceAll(',', ''))
      expect(count).toBeGreaterThan(0)
      await links.nth(index).click()
      await page.waitForURL(/\/cases\//)
      await expect.poll(() => shownCount(page), { timeout: 20_000 }).toBe(count)
      await expect.poll(() => rowsOf(page), { timeout: 20_000 }).toBe(Math.min(count, 20))
      await page.goBack()
      await page.waitForURL(new RegExp(`/${path}/`))
      await page.waitForLoadState('networkidle')
    }
  })

  it('a list is opened by its address, and changed by its own filter, which the address follows', async () => {
    await page.goto(`${home}cases/?cause=C07`)
    const of = (condition: string) =>
      edition.row<{ n: number }>(`select count(*) as n from cases where ${condition}`)
    const fees = await of("is_received and cause_code = 'C07'")
    await expect.poll(() => shownCount(page), { timeout: 20_000 }).toBe(fees.n)
    await page.getByLabel('责任部门').selectOption('D02')
    const own = await of("is_received and cause_code = 'C07' and department_id = 'D02'")
    expect(own.n).toBeLessThan(fees.n)
    await expect.poll(() => shownCount(page), { timeout: 20_000 }).toBe(own.n)
    expect(new URL(page.url()).search).toBe('?list=received&department=D02&cause=C07')
    await page.getByRole('button', { name: '清除筛选' }).click()
    const all = await of('is_received')
    await expect.poll(() => shownCount(page), { timeout: 20_000 }).toBe(all.n)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载（含全部字段）' }).click()
    expect((await download).suggestedFilename()).toMatch(/^投诉清单.*\.csv$/)
  })

  it.each(['causes', 'departments/D02'])(
    '%s: every level of the tree adds up to the one above',
    async (path) => {
      await open(path)
      const broken = await page.locator('.tree').evaluate((tree) => {
        const countOf = (node: Element | null) =>
          Number((node?.querySelector(':scope > b')?.textContent ?? '').replaceAll(',', ''))
        const parts = (of: Element | null) =>
          [...(of?.children ?? [])].filter((each) => each.matches('.node')).map(countOf)
        const sum = (counts: number[]) => counts.reduce((total, each) => total + each, 0)
        const nodes = [...tree.querySelectorAll('.node:has(> details)')]
        const wrong = nodes.filter(
          (node) => sum(parts(node.querySelector(':scope > details'))) !== countOf(node),
        )
        return {
          nodes: nodes.length,
          wrong: wrong.length,
          total: sum(parts(tree)) - countOf(tree.querySelector('.total')),
        }
      })
      expect(broken).toEqual({ nodes: expect.toSatisfy((n: number) => n > 20), wrong: 0, total: 0 })
    },
  )

  it('the data of the pages add up: each part to its whole', async () => {
    const { received } = await edition.row<{ received: number }>(
      'select count(*) filter (where is_received) as received from cases',
    )
    expect(received).toBeGreaterThan(50)
    const causes = await edition.row('select sum(complaints) as received from causes')
    expect(causes).toEqual({ received })
    const change = await edition.rows<Record<string, number>>(
      `select sum(complaints) filter (where code = 'all') as received,
        sum(complaints) filter (where code <> 'all') as parts,
        sum(change) filter (where code = 'all') - sum(change) filter (where code <> 'all') as left_over,
        max(abs(change - volume - mix - rate)) < 1e-6 as adds_up
      from change group by dimension`,
    )
    expect(change).toEqual([
      { received, parts: received, left_over: 0, adds_up: true },
      { received, parts: received, left_over: 0, adds_up: true },
    ])
    const heat = await edition.row(
      `select sum(complaints) as cells, count(*) - count(distinct (department_id, cause_code)) as twice,
        (select count(*) from cases where is_counted) as counted from heat`,
    )
    expect(heat).toEqual({ cells: heat.counted, twice: 0, counted: heat.counted })
    const codes = 'department_id, product_code, process_step, cause_code, sub_cause_code'
    const tree = await edition.rows(
      `select ${codes}, complaints from causes where complaints > 0
      except
      select ${codes}, count(*)::double from cases where is_received group by ${codes}`,
    )
    expect(tree).toEqual([])
  })

  it('the sentence of the change is made of the numbers of the table beside it', async () => {
    await open('causes')
    const sentence = await page.locator('p.lead').innerText()
    const cells = await page
      .locator('table:has(.bars) tr.total > *')
      .evaluateAll((all) => all.map((each) => (each as HTMLElement).innerText.trim()))
    const [, previous, complaints, , change, ...parts] = cells
    expect(parts).toHaveLength(3)
    expect(sentence).toContain(`收到投诉 ${complaints} 件`)
    expect(sentence).toContain(`${change?.slice(1)} 件：`)
    for (const part of parts) expect(sentence).toContain(part)
    expect(Number(complaints) - Number(previous)).toBe(Number(change?.replace('−', '-')))
    expect(sentence).toContain('增加最多的是信用卡')
  })

  it('every finding of the period stands on the page of findings, with the number to answer it by', async () => {
    await open('findings')
    const ids = await page.locator('li code').allTextContents()
    const found = await bank.rows<{ finding_id: string }>(
      `select finding_id from findings."all" where period_id = '2026-Q3'`,
    )
    expect(found.length).toBeGreaterThan(20)
    expect([...ids].sort()).toEqual(found.map(({ finding_id: id }) => id).sort())
  })

  it('says no error on any of these pages', () => {
    expect(errors).toEqual([])
  })
})

async function shownCount(page: Page): Promise<number> {
  const shown = page.locator('b[data-count]')
  return (await shown.count()) === 0 ? -1 : Number(await shown.getAttribute('data-count'))
}

/** Rows of the first page of the list. */
function rowsOf(page: Page): Promise<number> {
  return page.locator('#evidence-main-article table tr:visible:has(td)').count()
}
