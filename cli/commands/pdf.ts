import { resolve } from 'node:path'
import { unknownName } from '../../core/errors.ts'
import { findEdition } from '../../reports/edition.ts'
import { pdfEdition } from '../../reports/export/pdf-edition.ts'
import type { Language } from '../../reports/labels/text.ts'
import type { Context } from '../context.ts'
import { fileStem, siteCache } from './export.ts'

export interface PdfCommandOptions {
  readonly out?: string
  readonly language: string
}

const languages: readonly Language[] = ['zh', 'en']

/** `csq pdf EDITION`: one document with cover, contents and a chapter for each page. */
export async function pdfCommand(
  { environment, output, workspace }: Context,
  name: string,
  options: PdfCommandOptions,
): Promise<void> {
  const language = readLanguage(options.language)
  const edition = findEdition(workspace.editions, name)
  const out = resolve(options.out ?? `${fileStem(edition)}${language === 'en' ? '-en' : ''}.pdf`)
  output.progress(`${edition.id} pdf`)
  const made = await pdfEdition({
    edition,
    out,
    language,
    bank: workspace.config.bank,
    zone: workspace.zone,
    cache: siteCache(workspace.cache),
    chromium: environment.variables?.CSQ_CHROMIUM,
  })
  output.progress('')
  output.say(`${edition.id}: ${made.pages} pages, ${(made.bytes / 1e6).toFixed(1)} MB`)
  output.say(out)
  output.result({ edition: edition.id, file: out, language, ...made })
}

/** `zh` or `en`; a UserError for another word. */
export function readLanguage(word: string): Language {
  const known = languages.find((each) => each === word)
  if (known === undefined) throw unknownName('language', word, languages)
  return known
}
