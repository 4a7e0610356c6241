/// <reference lib="dom" />
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/database.ts'
import { type Edition, readManifest } from '../../../reports/edition.ts'
import { hashFile } from '../../../reports/edition-files.ts'
import { signEdition } from '../../../reports/export/signature.ts'
import { makeKeys, readSigningKey } from '../../../reports/export/signing-keys.ts'
import { zipEdition } from '../../../reports/export/zip-edition.ts'
import { type Bank, makeBank } from '../../support/bank.ts'
import { chromiumPath, openChromium } from '../../support/chromium.ts'
import { publishPlainly } from '../../support/plain-edition.ts'
import { unzip } from '../../support/unzip.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })

describe('an edition as a zip', () => {
  let bank: Bank
  let edition: Edition
  let folder: string
  let unpacked: string
  let paths: readonly string[]
  const zip = async (name: string, from = edition) => {
    const out = join(folder, name)
    await zipEdition({ edition: from, out, cache: bank.workspace.cache })
    return out
  }

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `${[header, ...contacts('answered', 90), ...contacts('abandoned', 10)].join('\n')}\n`,
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    edition = await publishPlainly(bank, '2026-02')
    signEdition(edition.folder, readSigningKey(makeKeys().privateKey))
    folder = mkdtempSync(join(tmpdir(), 'csq-zip-'))
    unpacked = join(folder, '共享 文件夹')
    paths = await unzip(await zip('a.zip'), unpacked)
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
    bank.remove()
  })

  it('is the same bytes each time, in every time zone', async () => {
    const first = await hashFile(join(folder, 'a.zip'))
    const zone = process.env.TZ
    try {
      process.env.TZ = 'America/New_York'
      expect(await hashFile(await zip('b.zip'))).toBe(first)
    } finally {
      process.env.TZ = zone
      if (zone === undefined) delete process.env.TZ
    }
  })

  it('has the files of the edition as they were published, and nothing that needs a server', async () => {
    const manifest = readManifest(edition)
    expect(paths).toEqual([...paths].sort())
    const own = Object.keys(manifest.files)
    expect(own.length).toBeGreaterThan(10)
    for (const path of own) {
      expect(await hashFile(join(unpacked, path)), path).toBe(manifest.files[path])
    }
    const added = paths.filter((path) => !own.includes(path) && !path.startsWith('data/csv/'))
    expect(added).toEqual(['index.html', 'manifest.json', 'signature.json', '说明.txt'])
  })

  it('has every table as CSV with the rows of the data file', async () => {
    const database = await openDatabase()
    await database.run(
      `attach '${join(unpacked, readManifest(edition).data_file)}' as edition (read_only)`,
    )
    const csv = join(unpacked, 'data/csv/values.csv')
    const { same } = await database.row<{ same: boolean }>(
      `select count(*) = (select count(*) from edition."values") and count(*) > 50
        and bool_and(indicator is not null) as same from read_csv('${csv}', all_varchar = true)`,
    )
    database.close()
    expect(same).toBe(true)
    expect(readFileSync(csv, 'utf8').startsWith('\ufeffindicator,')).toBe(true)
  })

  it('is made of an edition without plain pages too, from its data', async () => {
    const older = join(folder, 'older')
    cpSync(edition.folder, older, { recursive: true })
    rmSync(join(older, 'plain'), { recursive: true })
    const files = await unzip(await zip('c.zip', { ...edition, folder: older }), join(folder, 'c'))
    expect(files.filter((path) => path.endsWith('.html')).length).toBe(
      paths.filter((path) => path.endsWith('.html')).length,
    )
    expect(readFileSync(join(folder, 'c/说明.txt'), 'utf8')).toContain('重新生成')
  })

  it.skipIf(chromiumPath === undefined).each([true, false])(
    'opens from a folder, with scripts %s: every page, no error, nothing from elsewhere',
    async (javaScriptEnabled) => {
      const browser = await openChromium()
      const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
      const root = pathToFileURL(`${unpacked}/`).href
      const wrong: string[] = []
      page.on('request', (request) => {
        if (!request.url().startsWith(root) && !request.url().startsWith('data:')) {
          wrong.push(request.url())
        }
      })
      page.on('requestfailed', (request) => wrong.push(`failed ${request.url()}`))
      page.on('console', (message) => wrong.push(message.text()))
      page.on('pageerror', (error) => wrong.push(String(error)))
      await page.goto(`${root}index.html`)
      await page.waitForURL('**/plain/index.html')
      const known = new Set([page.url()])
      for (const address of known) {
        await page.goto(address)
        const body = page.locator('main')
        expect(await body.innerText(), address).toMatch(/数据截至/)
        const links = await page.locator('a[href]').evaluateAll((all) =>
          // the compiler does not know what a locator finds
          all.map((each) => (each as HTMLAnchorElement).href.replace(/[?#].*$/, '')),
        )
        for (const link of links) {
          expect(existsSync(new URL(link)), `${address} → ${link}`).toBe(true)
          known.add(link)
        }
      }
      await page.goto(`${root}plain/index.html`)
      const card = page.locator('article', { hasText: '电话接通率' }).first()
      expect((await card.innerText()).replace(/\s/g, '')).toContain('90.0%')
      await browser.close()
      expect(known.size).toBe(paths.filter((path) => path.endsWith('.html')).length - 1)
      expect(wrong).toEqual([])
    },
  )
})
