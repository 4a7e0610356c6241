import { resolve } from 'node:path'
import { findEdition } from '../../reports/edition.ts'
import { pictureEdition } from '../../reports/export/picture-edition.ts'
import type { Context } from '../context.ts'
import { fileStem, siteCache } from './export.ts'
import { type PdfCommandOptions, readLanguage } from './pdf.ts'

/** `csq picture EDITION`: the top of the overview as a picture for a mail. */
export async function pictureCommand(
  { environment, output, workspace }: Context,
  name: string,
  options: PdfCommandOptions,
): Promise<void> {
  const language = readLanguage(options.language)
  const edition = findEdition(workspace.editions, name)
  const out = resolve(options.out ?? `${fileStem(edition)}${language === 'en' ? '-en' : ''}.png`)
  const made = await pictureEdition({
    edition,
    out,
    language,
    cache: siteCache(workspace.cache),
    chromium: environment.variables?.CSQ_CHROMIUM,
  })
  output.say(`${edition.id}: ${made.width} × ${made.height}, ${(made.bytes / 1e3).toFixed(0)} kB`)
  output.say(out)
  output.result({ edition: edition.id, file: out, language, ...made })
}
