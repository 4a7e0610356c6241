import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Edition, readManifest } from '../edition.ts'
import type { Language } from '../labels/text.ts'
import { buildPlain } from '../plain/build-plain.ts'
import { renderPlain } from '../plain/render-plain.ts'
import { openChromium, openOnly } from './chromium.ts'
import { serveFolder } from './loopback.ts'

export interface PictureOptions {
  readonly edition: Edition
  /** File to write; it appears when it is whole. */
  readonly out: string
  readonly language: Language
  readonly cache: string
  /** Path of Chromium, where it is not in a usual place. */
  readonly chromium: string | undefined
}

const width = 1200
const margin = 24

/** Writes the top of the overview, to its last card, as a PNG of 1200 pixels in width for a mail. */
export async function pictureEdition(
  options: PictureOptions,
): Promise<{ readonly width: number; readonly height: number; readonly bytes: number }> {
  const { edition, language, out, cache } = options
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'picture-'))
  const browser = await openChromium(options.chromium)
  try {
    const data = join(edition.folder, readManifest(edition).data_file)
    await renderPlain({ bundle: await buildPlain(cache), data, out: folder, language })
    const overview = readFileSync(join(folder, 'index.html'), 'utf8')
    const bare = overview.replace('</head>', '<style>.csq-top{display:none}</style></head>')
    const server = await serveFolder(folder, new Map([['picture.html', bare]]))
    try {
      const page = await openOnly(browser, server.address, { width, height: 900 })
      await page.goto(`${server.address}/picture.html`)
      const last = await page.locator('article.card').last().boundingBox()
      if (last === null) throw new Error('the overview has no card')
      const height = Math.ceil(last.y + last.height) + margin
      const clip = { x: 0, y: 0, width, height }
      const picture = await page.screenshot({ fullPage: true, clip })
      mkdirSync(dirname(out), { recursive: true })
      writeFileSync(`${out}.unfinished`, picture)
      renameSync(`${out}.unfinished`, out)
      return { width, height, bytes: picture.length }
    } finally {
      server.close()
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
