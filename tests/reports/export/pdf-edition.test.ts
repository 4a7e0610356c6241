import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDict, PDFDocument, PDFName, PDFNumber } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../core/errors.ts'
import { type Edition, readManifest } from '../../../reports/edition.ts'
import { findChromium, openChromium } from '../../../reports/export/chromium.ts'
import { type PdfMade, pdfEdition } from '../../../reports/export/pdf-edition.ts'
import { pagesOfTargets } from '../../../reports/export/pdf-merge.ts'
import { pictureEdition } from '../../../reports/export/picture-edition.ts'
import type { Language } from '../../../reports/labels/text.ts'
import { type Bank, makeBank } from '../../support/bank.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { publishPlainly } from '../../support/plain-edition.ts'
import { findProgram } from '../../support/server.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })
const pdftotext = findProgram('pdftotext')

describe.skipIf(chromiumPath === undefined)('an edition as a document and as a picture', () => {
  let bank: Bank
  let edition: Edition
  let folder: string
  let made: PdfMade
  const file = (language: Language) => join(folder, `${language}.pdf`)
  const shared = (language: Language) => ({
    edition,
    language,
    cache: bank.workspace.cache,
    chromium: chromiumPath,
  })
  const print = (language: Language) =>
    pdfEdition({
      ...shared(language),
      out: file(language),
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
  const textOf = (language: Language) =>
    execFileSync(pdftotext ?? '', ['-layout', file(language), '-'], { encoding: 'utf8' }).split(
      '\f',
    )

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `${[header, ...contacts('answered', 90), ...contacts('abandoned', 10)].join('\n')}\n`,
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    edition = await publishPlainly(bank, '2026-02')
    folder = mkdtempSync(join(tmpdir(), 'csq-pdf-'))
    made = await print('zh')
    await print('en')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
    bank.remove()
  })

  it('has a place for every chapter, in order, after a cover that has no number', async () => {
    const bytes = readFileSync(file('zh'))
    const places = await pagesOfTargets(bytes)
    const numbers = [...places].filter(([id]) => id.startsWith('chapter-'))
    expect(numbers.map(([id]) => id)).toHaveLength(made.chapters)
    expect(places.get('chapter-overview')).toBe(3)
    expect(places.get('chapter-departments-D01')).toBeGreaterThan(
      places.get('chapter-departments') ?? Number.POSITIVE_INFINITY,
    )
    const { catalog } = await PDFDocument.load(bytes)
    const labels = catalog.lookup(PDFName.of('PageLabels'), PDFDict)
    expect(String(labels).replace(/\s+/g, ' ')).toContain('/Nums [ 0 << /P () >> 1 << /S /D >> ]')
  })

  it('has an outline, A4 pages, and says which edition it is', async () => {
    const document = await PDFDocument.load(readFileSync(file('zh')), { updateMetadata: false })
    const outline = document.catalog.lookup(PDFName.of('Outlines'), PDFDict)
    const count = outline.lookup(PDFName.of('Count'), PDFNumber).asNumber()
    expect(Math.abs(count)).toBeGreaterThanOrEqual(made.chapters)
    expect(document.getPageCount()).toBe(made.pages)
    for (const page of document.getPages()) {
      expect(Math.round(page.getWidth())).toBe(595)
      expect(Math.round(page.getHeight())).toBe(842)
    }
    expect(document.getSubject()).toContain(readManifest(edition).figures_sha256)
    expect(document.getCreationDate()?.toISOString()).toBe('2026-10-08T01:05:00.000Z')
  })

  it.skipIf(pdftotext === undefined)(
    'names in its contents the pages on which the chapters stand, and each page says period, cut-off and number',
    () => {
      const [cover = '', contents = '', ...chapters] = textOf('zh')
      expect(cover).toContain(readManifest(edition).figures_sha256)
      expect(cover).toMatch(/示例银行[\s\S]*2026年2月[\s\S]*全行[\s\S]*未签名/)
      const entries = Array.from(contents.matchAll(/^\s*(\S.*?\S)\s{2,}(\d+)$/gm))
      expect(entries.length).toBe(made.chapters)
      for (const [, title = '', number] of entries) {
        // the contents are page 1
        expect(chapters[Number(number) - 2], title).toContain(title)
      }
      for (const [index, text] of chapters.slice(0, -1).entries()) {
        expect(text).toMatch(/数据截至 2026年3月5日/)
        expect(text).toContain(`${index + 2} / ${made.pages - 1}`)
      }
      expect(chapters.join('')).toMatch(/90\.0\s*%/)
    },
  )

  it.skipIf(pdftotext === undefined)('speaks English where English is asked for', () => {
    const [cover = '', contents = '', overview = ''] = textOf('en')
    expect(cover).toMatch(/Example Bank[\s\S]*Whole bank[\s\S]*not signed/)
    expect(contents).toContain('Contents')
    expect(`${cover}${overview}`).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it('is a picture of 1200 pixels that ends below the last card', async () => {
    const out = join(folder, 'overview.png')
    const picture = await pictureEdition({ ...shared('zh'), out })
    const header = readFileSync(out).subarray(0, 24)
    expect(header.subarray(1, 4).toString()).toBe('PNG')
    expect(header.readUInt32BE(16)).toBe(1200)
    expect(header.readUInt32BE(20)).toBe(picture.height)
    expect(picture.height).toBeGreaterThan(400)
  })

  it('leaves nothing behind beside its files', () => {
    const left = readdirSync(bank.workspace.cache)
    expect(left.filter((name) => /^(pdf|picture)-/.test(name))).toEqual([])
    expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([])
    expect(existsSync(file('zh'))).toBe(true)
  })
})

describe('without a Chromium', () => {
  it('a document is refused with what to install', async () => {
    expect(findChromium('/no/such/chromium')).toBeUndefined()
    const refused = await openChromium('/no/such/chromium').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UserError)
    expect(refused).toMatchObject({
      message: expect.stringContaining('/no/such/chromium'),
      hint: expect.stringContaining('CSQ_CHROMIUM'),
    })
  })
})
