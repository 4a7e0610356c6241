import type { Zone } from '../../core/zone.ts'
import type { BothLanguages, Edition } from '../edition.ts'
import { type Language, statuses } from '../labels/text.ts'
import type { CatalogEntry } from './catalog.ts'
import { escapeHtml, serverPage } from './page.ts'
import { archiveWords, audienceName, localText, periodName } from './words.ts'

export interface ArchiveOptions {
  /** What the reader may open, in the order of `listEditions`. */
  readonly entries: readonly CatalogEntry[]
  /** What the form asks for; empty shows everything. */
  readonly period: string
  readonly audience: string
  readonly language: Language
  readonly bank: BothLanguages
  readonly zone: Zone
}

/** The archive: a section per period, newest first, older revisions folded away. */
export function archivePage(options: ArchiveOptions): string {
  const { bank, language } = options
  const say = archiveWords[language]
  const period = options.period.toLowerCase()
  const wanted = options.entries.filter(
    ({ edition }) =>
      edition.period.id.toLowerCase().includes(period) && isFor(edition.audience, options.audience),
  )
  const sections = [...groupBy(wanted, ({ edition }) => edition.period.id).values()].map((each) =>
    periodSection(each, options),
  )
  const none = options.entries.length === 0 ? say.nothing : say.noneFound
  return serverPage(
    say.title,
    `<header><h1>${say.title}</h1><p>${escapeHtml(bank[language])} · ${otherLanguage(options)}</p></header>
    ${searchForm(options)}
    ${sections.length === 0 ? `<p class="none">${none}</p>` : sections.join('')}`,
    language,
  )
}

function periodSection(entries: readonly CatalogEntry[], options: ArchiveOptions): string {
  const [first] = entries
  if (first === undefined) return ''
  const audiences = groupBy(entries, ({ edition }) => edition.audience)
  const items = [...audiences.keys()]
    .sort(bankFirst)
    .map((each) => editionItem(audiences.get(each) ?? [], options))
  const name = periodName(first.edition.period, options.language)
  return `<section><h2>${name}</h2><ul>${items.join('')}</ul></section>`
}

/** The same list in the other language. */
function otherLanguage({ language, period, audience }: ArchiveOptions): string {
  const query = new URLSearchParams({
    ...(language === 'zh' && { lang: 'en' }),
    ...(period !== '' && { period }),
    ...(audience !== '' && { audience }),
  }).toString()
  const other = language === 'zh' ? 'en' : 'zh-CN'
  const href = escapeHtml(query === '' ? '/' : `/?${query}`)
  return `<a lang="${other}" hreflang="${other}" href="${href}">${archiveWords[language].other}</a>`
}

function searchForm({ entries, period, audience, language }: ArchiveOptions): string {
  const say = archiveWords[language]
  const periods = [...new Set(entries.map(({ edition }) => edition.period.id))]
  const audiences = [...new Set(entries.map(({ edition }) => edition.audience))].sort(bankFirst)
  const named = audiences.map((each) => [each, audienceName(each, language)])
  const choices = [['', say.all], ...named].map(
    ([value = '', name = '']) =>
      `<option value="${escapeHtml(value)}"${value === audience ? ' selected' : ''}>${escapeHtml(name)}</option>`,
  )
  const known = periods.map((each) => `<option value="${escapeHtml(each)}"></option>`).join('')
  return `<form method="get" action="/" role="search">
      ${language === 'en' ? '<input type="hidden" name="lang" value="en">' : ''}
      <label>${say.period} <input name="period" list="periods" autocomplete="off" value="${escapeHtml(period)}" placeholder="2026-Q3"></label>
      <datalist id="periods">${known}</datalist>
      <label>${say.audience} <select name="audience">${choices.join('')}</select></label>
      <button type="submit">${say.find}</button>
    </form>`
}

function editionItem(revisions: readonly CatalogEntry[], options: ArchiveOptions): string {
  const [entry, ...older] = revisions
  if (entry === undefined) return ''
  const { language, zone } = options
  const say = archiveWords[language]
  const about = ({ edition, asOf }: CatalogEntry) =>
    `${say.revision(edition.revision)} · ${say.asOf} ${localText(asOf, zone, language)}`
  const links = older.map((each) => `<a href="${editionAddress(each.edition)}">${about(each)}</a>`)
  const folded =
    older.length === 0
      ? ''
      : `<details><summary>${say.older(older.length)}</summary>${links.join(' ')}</details>`
  const audience = audienceName(entry.edition.audience, language)
  return `<li>
    <a class="title" href="${editionAddress(entry.edition)}">${escapeHtml(entry.title[language])}<span> · ${escapeHtml(audience)}</span></a>
    ${counts(entry, language)}
    <p>${about(entry)}</p>${folded}
  </li>`
}

/** How many indicators of an edition are met, near and missed; nothing without a summary. */
function counts(entry: CatalogEntry, language: Language): string {
  if (entry.statuses === undefined) return ''
  const chips = ['met', 'near', 'missed'].map((status) => {
    const count = entry.statuses?.filter((each) => each === status).length ?? 0
    const words = statuses[status]
    return `<span class="chip ${count === 0 ? 'zero' : status}">${words?.mark ?? ''} ${words?.[language] ?? ''} ${count}</span>`
  })
  return `<p class="counts">${chips.join('')}</p>`
}

function editionAddress(edition: Edition): string {
  return escapeHtml(`/editions/${edition.id.split('/').map(encodeURIComponent).join('/')}/`)
}

function isFor(audience: string, wanted: string): boolean {
  return wanted === '' || audience === wanted || audience.startsWith(`${wanted}/`)
}

function bankFirst(a: string, b: string): number {
  return Number(a !== 'bank') - Number(b !== 'bank') || (a < b ? -1 : 1)
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
