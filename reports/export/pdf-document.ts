import type { Zone } from '../../core/zone.ts'
import type { BothLanguages, Edition, Manifest } from '../edition.ts'
import type { Language } from '../labels/text.ts'
import { escapeHtml } from '../serve/page.ts'
import { audienceName, localText, periodName } from '../serve/words.ts'
import type { Chapter } from './chapters.ts'

/** What a document says of the edition it is made of. */
export interface DocumentFacts {
  readonly edition: Edition
  readonly manifest: Manifest
  readonly bank: BothLanguages
  readonly zone: Zone
  readonly language: Language
  /** Who signed the edition; empty when nobody did. */
  readonly signer: string
}

const words = {
  zh: {
    contents: '目录',
    audience: '读者',
    asOf: '数据截至',
    revision: '版次',
    nth: (revision: number) => `第 ${revision} 版`,
    published: '发布时间',
    program: '程序版本',
    figures: '指标校验值',
    signed: '签名',
    unsigned: '未签名',
  },
  en: {
    contents: 'Contents',
    audience: 'For',
    asOf: 'Data as of',
    revision: 'Revision',
    nth: (revision: number) => `${revision}`,
    published: 'Published',
    program: 'Program',
    figures: 'Hash of figures',
    signed: 'Signature',
    unsigned: 'not signed',
  },
} as const

/** The title page: what the report is, for whom, up to when, and how it is told from another. */
export function coverPage(facts: DocumentFacts): string {
  const { edition, manifest, bank, zone, language } = facts
  const say = words[language]
  const rows = [
    [say.audience, audienceName(edition.audience, language)],
    [say.asOf, localText(manifest.as_of, zone, language)],
    [say.revision, say.nth(manifest.revision)],
    [say.published, localText(manifest.published_at, zone, language)],
    [say.program, `csq ${manifest.program_version}`],
    [say.figures, manifest.figures_sha256],
    [say.signed, facts.signer === '' ? say.unsigned : facts.signer],
  ].map(([name = '', value = '']) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
  return `${head(facts)}<style>${coverStyle}</style></head><body>
    <p class="bank">${escapeHtml(bank[language])}</p>
    <h1>${escapeHtml(manifest.title[language])}</h1>
    <p class="period">${escapeHtml(periodName(edition.period, language))}<span>${edition.period.start} – ${edition.period.end}</span></p>
    <dl>${rows.join('')}</dl></body></html>`
}

/** Contents and chapters as one document; `pages` are the page numbers of chapters, once known. */
export function bodyPages(
  facts: DocumentFacts,
  chapters: readonly Chapter[],
  pages: ReadonlyMap<string, number>,
): string {
  const entries = chapters.map(
    ({ id, title, level }) =>
      `<li class="level${level}"><a href="#${id}"><span>${title}</span><i></i><b>${pages.get(id) ?? '00'}</b></a></li>`,
  )
  const sections = chapters.map(({ id, html }) => `<div class="chapter" id="${id}">${html}</div>`)
  return `${head(facts)}<link rel="stylesheet" href="/style.css"><style>${bodyStyle}</style></head><body>
    <main><article id="evidence-main-article" class="markdown">
    <nav class="contents"><h2>${words[facts.language].contents}</h2><ol>${entries.join('')}</ol></nav>
    ${sections.join('\n')}</article></main></body></html>`
}

/** The line above and the line below every page, as Chromium takes them. */
export function runningLines({ edition, manifest, bank, zone, language }: DocumentFacts) {
  const say = words[language]
  const line = (left: string, right: string) =>
    `<div style="font:7.5px 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif;color:#5f6873;width:100%;padding:0 12mm;display:flex;justify-content:space-between">
      <span>${left}</span><span>${right}</span></div>`
  const asOf = `${say.asOf} ${localText(manifest.as_of, zone, language)}`
  return {
    above: line(escapeHtml(manifest.title[language]), escapeHtml(asOf)),
    below: line(
      escapeHtml(
        `${bank[language]} · ${periodName(edition.period, language)} · ${say.revision} ${say.nth(manifest.revision)} · ${manifest.figures_sha256.slice(0, 12)}`,
      ),
      '<span class="pageNumber"></span> / <span class="totalPages"></span>',
    ),
  }
}

function head({ manifest, language }: DocumentFacts): string {
  const attributes = language === 'en' ? 'lang="en" data-lang="en"' : 'lang="zh-CN"'
  return `<!doctype html><html ${attributes}><head><meta charset="utf-8"><title>${escapeHtml(manifest.title[language])}</title>`
}

const coverStyle = `
@page{size:A4;margin:0}
body{margin:0;padding:62mm 24mm 0;font-family:'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;color:#17202a}
.bank{margin:0 0 5mm;font-size:15px;color:#4b5560}
h1{margin:0;font-size:31px;line-height:1.35;font-weight:650;padding-bottom:7mm;border-bottom:2px solid #17202a}
.period{font-size:17px;margin:7mm 0 52mm}.period span{color:#5f6873;font-size:13px;margin-left:1.2em}
dl{display:grid;grid-template-columns:9em 1fr;gap:2mm 0;font-size:11.5px;margin:0}
dt{color:#5f6873}dd{margin:0;overflow-wrap:anywhere}`

const bodyStyle = `
@page{size:A4;margin:16mm 12mm 14mm}
html,body{margin:0}
.chapter{break-before:page}
.contents h2{font-size:17px!important;margin:0 0 8px!important;border-bottom:2px solid var(--csq-ink);padding-bottom:6px}
.contents ol{list-style:none;margin:0;padding:0;font-size:11.5px;line-height:2.05}
.contents a{display:flex;align-items:baseline;gap:6px;color:inherit;text-decoration:none}
.contents i{flex:1;border-bottom:1px dotted var(--csq-faint)}.contents b{font-weight:400}
.contents .level2{padding-left:1.6em;font-size:10.5px;line-height:1.9}
.top{padding-top:0!important}
figure p{font-size:8px!important;line-height:1.4!important}
/* one sheet, as it is without the lines above and below */
#chapter-overview{zoom:.93}`
