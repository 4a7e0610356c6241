import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Period } from '../core/periods.ts'
import type { Zone } from '../core/zone.ts'
import { type BothLanguages, type Edition, readManifest } from './edition.ts'
import { statuses } from './labels/text.ts'
import { escapeHtml, serverPage } from './serve-page.ts'

export interface ArchiveOptions {
  /** What the reader may open, in the order of `listEditions`. */
  readonly editions: readonly Edition[]
  /** What the form asks for; empty shows everything. */
  readonly period: string
  readonly audience: string
  readonly bank: BothLanguages
  readonly zone: Zone
}

/** The archive: a section per period, newest first, older revisions folded away. */
export function archivePage(options: ArchiveOptions): string {
  const { bank, zone } = options
  const period = options.period.toLowerCase()
  const wanted = options.editions.filter(
    (each) =>
      each.period.id.toLowerCase().includes(period) && isFor(each.audience, options.audience),
  )
  const sections = [...groupBy(wanted, (each) => each.period.id).values()].map((editions) => {
    const audiences = groupBy(editions, (each) => each.audience)
    const items = [...audiences.keys()]
      .sort(bankFirst)
      .map((each) => editionItem(audiences.get(each) ?? [], zone))
      .join('')
    const [first] = editions
    return `<section><h2>${first === undefined ? '' : periodName(first.period)}</h2><ul>${items}</ul></section>`
  })
  const none = options.editions.length === 0 ? '还没有可以查看的报告。' : '没有符合条件的报告。'
  return serverPage(
    '客服质量评估报告',
    `<header><h1>客服质量评估报告</h1><p>${escapeHtml(bank.zh)}</p></header>
    ${searchForm(options)}
    ${sections.length === 0 ? `<p class="none">${none}</p>` : sections.join('')}`,
  )
}

function searchForm({ editions, period, audience }: ArchiveOptions): string {
  const periods = [...new Set(editions.map((each) => each.period.id))]
  const audiences = [...new Set(editions.map((each) => each.audience))].sort(bankFirst)
  const choices = [['', '全部'], ...audiences.map((each) => [each, audienceName(each)])].map(
    ([value = '', name = '']) =>
      `<option value="${escapeHtml(value)}"${value === audience ? ' selected' : ''}>${escapeHtml(name)}</option>`,
  )
  const known = periods.map((each) => `<option value="${escapeHtml(each)}"></option>`).join('')
  return `<form method="get" action="/" role="search">
      <label>周期 <input name="period" list="periods" autocomplete="off" value="${escapeHtml(period)}" placeholder="2026-Q3"></label>
      <datalist id="periods">${known}</datalist>
      <label>读者 <select name="audience">${choices.join('')}</select></label>
      <button type="submit">查找</button>
    </form>`
}

function editionItem(revisions: readonly Edition[], zone: Zone): string {
  const [edition, ...older] = revisions
  if (edition === undefined) return ''
  const manifest = readManifest(edition)
  const cutOff = `数据截止 ${localText(manifest.as_of, zone)}`
  const olderLinks = older.map(
    (each) =>
      `<a href="${editionAddress(each)}">第 ${each.revision} 版 · 数据截止 ${localText(readManifest(each).as_of, zone)}</a>`,
  )
  const folded =
    older.length === 0
      ? ''
      : `<details><summary>以前的版本（${older.length}）</summary>${olderLinks.join(' ')}</details>`
  return `<li>
    <a class="title" href="${editionAddress(edition)}">${escapeHtml(manifest.title.zh)}<span> · ${escapeHtml(audienceName(edition.audience))}</span></a>
    ${counts(edition)}
    <p>第 ${edition.revision} 版 · ${cutOff}</p>${folded}
  </li>`
}

/** How many indicators of an edition are met, near and missed; nothing without a summary. */
function counts(edition: Edition): string {
  const file = join(edition.folder, 'summary.json')
  if (!existsSync(file)) return ''
  const { indicators = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
    indicators?: readonly { status: string }[]
  } // written by us
  const chips = ['met', 'near', 'missed'].map((status) => {
    const count = indicators.filter((each) => each.status === status).length
    const words = statuses[status]
    return `<span class="chip ${count === 0 ? 'zero' : status}">${words?.mark ?? ''} ${words?.zh ?? ''} ${count}</span>`
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

function audienceName(audience: string): string {
  if (audience === 'bank') return '全行'
  if (audience === 'analyst') return '分析'
  return audience.replace(/^department\//, '部门 ')
}

function periodName({ type, id, start }: Period): string {
  const [year = '', month = '', day = ''] = start.split('-')
  if (type === 'year') return `${year}年`
  if (type === 'quarter') return `${year}年第${'一二三四'.charAt(Number(id.slice(-1)) - 1)}季度`
  return `${year}年${Number(month)}月${type === 'day' ? `${Number(day)}日` : ''}`
}

function localText(instant: string, zone: Zone): string {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone.name,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(new Date(instant))
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
