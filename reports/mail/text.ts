import type { Zone } from '../../core/zone.ts'
import { statuses } from '../labels/text.ts'
import type { Correction } from './corrections.ts'
import { escapeHtml } from './escape-html.ts'
import { localMinutes } from './local-minutes.ts'
import type { Summary } from './summary.ts'
import { mailWords } from './words.ts'

export type Locale = 'zh-CN' | 'en'

/** Subject and both bodies of a mail. */
export interface MailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailTextOptions {
  readonly locale: Locale
  readonly link: string
  /** Where the reader chooses what comes by mail. */
  readonly preferences?: string
  readonly zone: Zone
  /** What changed since the revision that the reader has; undefined for a reader who has none. */
  readonly correction?: Correction & { readonly earlier?: number }
}

/** Indicators of a mail: what misses its target first, so that it is read without scrolling. */
const shownIndicators = 6

/** The mail about an edition: verdict, reasons, indicators and the link, each from its summary. */
export function writeMail(summary: Summary, options: MailTextOptions): MailText {
  const content = contentOf(summary, options)
  const { say, title, opening, indicators, reasons } = content
  const foot = [
    `${say.open}${say.colon}${options.link}`,
    content.asOf,
    ...(options.preferences === undefined
      ? []
      : [`${say.preferences}${say.colon}${options.preferences}`]),
  ]
  const lines = indicators.map(
    ({ name, value, rest }) => `${name}${say.colon}${[value, ...rest].join(say.separator)}`,
  )
  const blocks = [[title, ...opening, ...reasons], lines, foot]
  const text = `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`
  return { subject: title, text, html: writeHtml(content, options) }
}

type Content = ReturnType<typeof contentOf>

function contentOf(summary: Summary, { locale, zone, correction }: MailTextOptions) {
  const language = locale === 'en' ? 'en' : 'zh'
  const say = mailWords[language]
  const shown = mostPressing(summary.indicators)
  // a caution about a figure stays with it, however long the mail grows
  const reasons = summary.reasons.filter(
    (reason, index) =>
      index < 2 || shown.some((each) => reason[language].startsWith(each.title[language])),
  )
  const isCorrection = correction !== undefined
  return {
    say,
    title: `${isCorrection ? say.correction(summary.revision) : ''}${summary.title[language]}`,
    opening: isCorrection
      ? correctionLines(correction, language)
      : [summary.headline[language].trim()],
    reasons: isCorrection ? [] : reasons.map((reason) => reason[language].trim()),
    indicators: shown.map((each) => ({
      name: each.title[language],
      value: each.value_text[language],
      rest: [each.status_text[language], each.change_text[language]].filter((text) => text !== ''),
      status: each.status,
    })),
    asOf: `${say.asOf} ${localMinutes(zone, new Date(summary.as_of))}`,
  }
}

function correctionLines(
  correction: Correction & { readonly earlier?: number },
  language: 'zh' | 'en',
): readonly string[] {
  const say = mailWords[language]
  const { lines, others, isHeadlineChanged, earlier } = correction
  return [
    say.replaces(earlier),
    ...(isHeadlineChanged ? [] : [say.sameHeadline]),
    ...lines.map((line) => line[language]),
    ...(others === 0 ? [] : [say.others(others)]),
  ]
}

/** What misses its target, then what is near it, then the others, each in the order of the report. */
function mostPressing(indicators: Summary['indicators']): Summary['indicators'] {
  const order = ['missed', 'near', 'met']
  const rank = (status: string) => (order.includes(status) ? order.indexOf(status) : order.length)
  return [...indicators].sort((a, b) => rank(a.status) - rank(b.status)).slice(0, shownIndicators)
}

const inks: Readonly<Record<string, string>> = {
  missed: '#a3261b',
  near: '#7a5200',
  met: '#1d6b43',
}

function writeHtml(content: Content, options: MailTextOptions): string {
  const { say, title, opening, indicators, reasons, asOf } = content
  const paragraph = (line: string) => `<p style="margin:0 0 6px">${escapeHtml(line)}</p>`
  const row = ({ name, value, rest, status }: Content['indicators'][number]) => {
    const mark = Object.hasOwn(statuses, status) ? (statuses[status]?.mark ?? '') : ''
    const ink = inks[status] ?? '#555555'
    const verdict = rest.map((each) => each.replace(`${mark} `, '')).join(say.separator)
    return `<tr><td style="padding:4px 6px 0 0;color:${ink}">${escapeHtml(mark)}</td><td style="padding:4px 0 0">${escapeHtml(name)}</td><td align="right" style="padding:4px 0 0 8px;white-space:nowrap"><b>${escapeHtml(value)}</b></td></tr>
<tr><td style="border-bottom:1px solid #dddddd"></td><td colspan="2" style="padding:0 0 4px;border-bottom:1px solid #dddddd;font-size:13px;color:${ink}">${escapeHtml(verdict)}</td></tr>`
  }
  const preferences =
    options.preferences === undefined
      ? ''
      : ` · <a href="${escapeHtml(options.preferences)}" style="color:#555555">${escapeHtml(say.preferences)}</a>`
  return `<!doctype html>
<html lang="${options.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:12px;font:15px/1.45 sans-serif;color:#1a1a1a;background:#ffffff;max-width:36em">
<h1 style="font-size:17px;line-height:1.3;margin:0 0 8px">${escapeHtml(title)}</h1>
${[...opening, ...reasons].map(paragraph).join('\n')}
<table cellspacing="0" cellpadding="0" width="100%" style="border-collapse:collapse;margin:8px 0 12px;font:15px/1.35 sans-serif;color:#1a1a1a">
${indicators.map(row).join('\n')}
</table>
<p style="margin:0 0 10px"><a href="${escapeHtml(options.link)}" style="color:#1f4e79;font-weight:bold">${escapeHtml(say.open)}</a></p>
<p style="margin:0;color:#555555;font-size:13px">${escapeHtml(asOf)}${preferences}</p>
</body></html>
`
}
