import type { FastifyInstance } from 'fastify'
import type { Language } from '../labels/text.ts'
import { maySee } from './links.ts'
import type { ServerOptions } from './options.ts'
import { escapeHtml, serverPage } from './page.ts'
import { notFound, refuse } from './policy.ts'
import { sessionOf } from './sessions.ts'
import type { StatusReport, StatusSection } from './status-report.ts'

const words = {
  zh: {
    title: '运行状态',
    back: '报告列表',
    other: 'English',
    fine: '一切正常',
    quiet: '没有：',
    comma: '、',
  },
  en: {
    title: 'Status',
    back: 'Reports',
    other: '中文',
    fine: 'All is well',
    quiet: 'None of: ',
    comma: ', ',
  },
} as const

/** Adds `/status` for analysts and for who may see everything; `?format=json` answers a machine. */
export function addStatusPage(server: FastifyInstance, options: ServerOptions): void {
  server.get('/status', async (request, reply) => {
    const session = sessionOf(request)
    if (session === undefined || !maySee(session, 'analyst')) return refuse(reply)
    if (options.status === undefined) return notFound(reply)
    const report = await options.status()
    const query = request.query as Record<string, unknown> // a repeated name is a list
    reply.header('cache-control', 'no-store')
    if (query.format === 'json') return reply.send(report.data)
    const language = query.lang === 'en' ? 'en' : 'zh'
    return reply.type('text/html; charset=utf-8').send(statusPage(report, language))
  })
}

/** The status page: what somebody must do first, then what ran and what is due. */
export function statusPage({ sections }: StatusReport, language: Language): string {
  const say = words[language]
  const isAlarm = (each: StatusSection) => each.isAlarm === true && each.rows.length > 0
  const ordered = [...sections.filter(isAlarm), ...sections.filter((each) => each.isAlarm !== true)]
  const quiet = sections
    .filter((each) => each.isAlarm === true && each.rows.length === 0)
    .map((each) => escapeHtml(each.title[language]))
  const summary = ordered.some(isAlarm)
    ? ordered
        .filter(isAlarm)
        .map(
          (each) =>
            `<span class="chip missed">▲ ${escapeHtml(each.title[language])} ${each.rows.length}</span>`,
        )
        .join('')
    : `<span class="chip met">● ${say.fine}</span>`
  const other = `<a href="/status${language === 'zh' ? '?lang=en' : ''}">${say.other}</a>`
  return serverPage(
    say.title,
    `<header><h1>${say.title}</h1><p><a href="/">${say.back}</a> · ${other}</p></header>
    <p class="counts">${summary}</p>
    ${quiet.length === 0 ? '' : `<p class="none">${say.quiet}${quiet.join(say.comma)}</p>`}
    ${ordered.map((each) => table(each, language)).join('')}`,
    language,
  )
}

function table(section: StatusSection, language: Language): string {
  const title = `<h2>${escapeHtml(section.title[language])}</h2>`
  if (section.rows.length === 0) {
    return `<section>${title}<p class="none">${escapeHtml(section.none[language])}</p></section>`
  }
  const head = section.columns.map((each) => `<th scope="col">${escapeHtml(each[language])}</th>`)
  const rows = section.rows.map((row) => {
    const cells = row.map((cell) => (typeof cell === 'string' ? cell : cell[language]))
    return `<tr>${cells.map(tableCell).join('')}</tr>`
  })
  return `<section>${title}<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`
}

/** A short cell stays on its line, a long one wraps. */
function tableCell(text: string): string {
  return `<td${text.length > 32 ? ' class="long"' : ''}>${escapeHtml(text)}</td>`
}
