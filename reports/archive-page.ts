import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Zone } from '../core/zone.ts'
import { type BothLanguages, type Edition, readManifest } from './edition.ts'
import { statuses } from './labels/text.ts'

export interface ArchiveOptions {
  readonly editions: readonly Edition[]
  /** What the form asks for; empty shows everything. */
  readonly period: string
  readonly audience: string
  readonly bank: BothLanguages
  readonly zone: Zone
}

/** The archive: one line per edition, newest period first, older revisions folded away. */
export function archivePage(options: ArchiveOptions): string {
  const { period, audience, bank } = options
  const wanted = options.editions.filter(
    (each) => each.period.id.includes(period) && each.audience.includes(audience),
  )
  const newest = new Map<string, Edition[]>()
  for (const edition of wanted) {
    const key = `${edition.period.id}/${edition.audience}`
    newest.set(key, [...(newest.get(key) ?? []), edition])
  }
  const items = [...newest.values()].map((revisions) => editionItem(revisions, options.zone))
  const empty = '<p class="none">没有符合条件的报告。</p>'
  return page(
    '客服质量评估报告',
    `<header><h1>客服质量评估报告</h1><p>${escapeHtml(bank.zh)} · ${escapeHtml(bank.en)}</p></header>
    <form method="get" action="/">
      <label>周期 <input name="period" value="${escapeHtml(period)}" placeholder="2026-Q3"></label>
      <label>读者 <input name="audience" value="${escapeHtml(audience)}" placeholder="bank"></label>
      <button type="submit">查找</button>
    </form>
    ${items.length === 0 ? empty : `<ul>${items.join('')}</ul>`}`,
  )
}

/** A plain page for what may not be seen or is not there. */
export function refusalPage(kind: 'forbidden' | 'missing'): string {
  return kind === 'forbidden'
    ? page(
        '无权查看',
        '<header><h1>无权查看</h1></header><p>请使用邮件中的链接打开报告。链接可能已过期。</p><p lang="en">Please open the report by the link of your mail; it may have expired.</p>',
      )
    : page(
        '没有这一页',
        '<header><h1>没有这一页</h1></header><p><a href="/">返回报告列表</a></p><p lang="en">There is no such page. <a href="/">Back to the reports</a></p>',
      )
}

function editionItem(revisions: readonly Edition[], zone: Zone): string {
  const [edition, ...older] = revisions
  if (edition === undefined) return ''
  const manifest = readManifest(edition)
  const olderLinks = older.map(
    (each) => `<a href="/editions/${each.id}/">第 ${each.revision} 版</a>`,
  )
  return `<li>
    <a class="title" href="/editions/${edition.id}/">${escapeHtml(manifest.title.zh)}</a>
    <span>${audienceName(edition.audience)} · 第 ${edition.revision} 版 · 数据截至 ${localText(manifest.as_of, zone)}</span>
    <span>${tally(edition)}</span>
    <span lang="en">${escapeHtml(manifest.title.en)}</span>
    ${olderLinks.length > 0 ? `<details><summary>以前的版本</summary>${olderLinks.join(' ')}</details>` : ''}
  </li>`
}

function audienceName(audience: string): string {
  if (audience === 'bank') return '全行'
  if (audience === 'analyst') return '分析'
  return escapeHtml(audience.replace(/^department\//, '部门 '))
}

function tally(edition: Edition): string {
  const file = join(edition.folder, 'summary.json')
  if (!existsSync(file)) return ''
  const summary = JSON.parse(readFileSync(file, 'utf8')) as {
    indicators?: readonly { status: string }[]
  } // written by us
  const shown = ['met', 'near', 'missed'].map((status) => {
    const count = (summary.indicators ?? []).filter((each) => each.status === status).length
    const words = statuses[status]
    return `<b class="${status}">${words?.mark ?? ''} ${words?.zh ?? ''} ${count}</b>`
  })
  return shown.join(' ')
}

function localText(instant: string, zone: Zone): string {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone.name,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(new Date(instant))
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>
:root{--ink:#17202a;--soft:#5b6672;--rule:#e3e7ec;--paper:#fff;--wash:#f5f7f9;--accent:#1f4e79;--met:#1a7f64;--near:#8f5600;--missed:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#aab4bf;--rule:#2b343e;--paper:#12171d;--wash:#1a2129;--accent:#7fb2e5;--met:#5cc4a5;--near:#e0a24a;--missed:#f08a80}}
body{margin:0 auto;max-width:860px;padding:28px 20px 60px;background:var(--paper);color:var(--ink);font:15px/1.65 "Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;font-variant-numeric:tabular-nums}
header{border-bottom:2px solid var(--ink);padding-bottom:10px;margin-bottom:18px}h1{font-size:23px;margin:0}header p{margin:2px 0 0;color:var(--soft);font-size:13px}
form{display:flex;gap:12px;flex-wrap:wrap;margin-bottom:18px;font-size:13.5px;color:var(--soft)}input,button{font:inherit;color:inherit;background:var(--wash);border:1px solid var(--rule);border-radius:5px;padding:4px 9px}input{width:8em}
ul{list-style:none;margin:0;padding:0}li{display:grid;gap:1px;padding:13px 0;border-bottom:1px solid var(--rule)}li span,li details{color:var(--soft);font-size:13px}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}.title{font-size:16.5px;font-weight:600}b{font-weight:500;margin-right:8px}.met{color:var(--met)}.near{color:var(--near)}.missed{color:var(--missed)}.none{color:var(--soft)}
</style></head><body>${body}</body></html>`
}
