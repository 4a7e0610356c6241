import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Zone } from '../../core/zone.ts'
import { type BothLanguages, type Edition, readManifest } from '../edition.ts'
import type { Language } from '../labels/text.ts'
import { buildPlain } from '../plain/build-plain.ts'
import { renderPlain } from '../plain/render-plain.ts'
import { periodName } from '../serve/words.ts'
import { type Chapter, readChapters } from './chapters.ts'
import { openChromium, openOnly } from './chromium.ts'
import { type Loopback, serveFolder } from './loopback.ts'
import { bodyPages, coverPage, type DocumentFacts, runningLines } from './pdf-document.ts'
import { pagesOfTargets, withCover } from './pdf-merge.ts'
import { checkSignature } from './signature.ts'

export interface PdfOptions {
  readonly edition: Edition
  /** File to write; it appears when it is whole. */
  readonly out: string
  readonly language: Language
  readonly bank: BothLanguages
  readonly zone: Zone
  readonly cache: string
  /** Path of Chromium, where it is not in a usual place. */
  readonly chromium: string | undefined
}

export interface PdfMade {
  readonly pages: number
  readonly chapters: number
  readonly bytes: number
}

/**
 * Writes an edition as one PDF: cover, contents with page numbers, a chapter for each page of the
 * edition, an outline, and on each page period, cut-off and number. Nothing but this machine is
 * asked for anything.
 */
export async function pdfEdition(options: PdfOptions): Promise<PdfMade> {
  const { edition, language, out, cache } = options
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'pdf-'))
  const browser = await openChromium(options.chromium)
  try {
    // what a script would put into the other language is rendered in it
    const data = join(edition.folder, readManifest(edition).data_file)
    await renderPlain({ bundle: await buildPlain(cache), data, out: folder, language })
    const chapters = readChapters(folder)
    const { pdf, pages } = await print(browser, folder, chapters, factsOf(options))
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(`${out}.unfinished`, pdf)
    renameSync(`${out}.unfinished`, out)
    return { pages, chapters: chapters.length, bytes: pdf.length }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function factsOf({ edition, bank, zone, language }: PdfOptions): DocumentFacts {
  const signature = checkSignature(edition, {})
  const signer = signature.state === 'signed' ? `ed25519 ${signature.keyId}` : ''
  return { edition, manifest: readManifest(edition), bank, zone, language, signer }
}

async function print(
  browser: Browser,
  folder: string,
  chapters: readonly Chapter[],
  facts: DocumentFacts,
) {
  const documents = new Map([['cover.html', coverPage(facts)]])
  const server = await serveFolder(folder, documents)
  try {
    const page = await openOnly(browser, server.address)
    const draft = await printBody(
      page,
      server,
      documents,
      bodyPages(facts, chapters, new Map()),
      facts,
    )
    const numbers = await pagesOfTargets(draft)
    const lost = chapters.find(({ id }) => !numbers.has(id))
    if (lost !== undefined) throw new Error(`the document has no place for ${lost.id}`)
    const body = await printBody(
      page,
      server,
      documents,
      bodyPages(facts, chapters, numbers),
      facts,
    )
    await page.goto(`${server.address}/cover.html`)
    const cover = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    return await withCover(body, cover, describe(facts))
  } finally {
    server.close()
  }
}

function describe({ edition, manifest, bank, language }: DocumentFacts) {
  return {
    title: manifest.title[language],
    author: bank[language],
    subject: `${periodName(edition.period, language)}, ${edition.id}, ${manifest.figures_sha256}`,
    language: language === 'en' ? 'en' : 'zh-CN',
    published: new Date(manifest.published_at),
  }
}

async function printBody(
  page: Page,
  server: Loopback,
  documents: Map<string, string>,
  html: string,
  facts: DocumentFacts,
): Promise<Uint8Array> {
  documents.set('body.html', html)
  await page.goto(`${server.address}/body.html`)
  const { above, below } = runningLines(facts)
  return page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    displayHeaderFooter: true,
    headerTemplate: above,
    footerTemplate: below,
    outline: true,
    tagged: true,
  })
}
