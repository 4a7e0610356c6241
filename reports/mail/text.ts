import type { Zone } from '../../core/zone.ts'
import type { MailKind } from './ledger.ts'
import { localMinutes } from './local-minutes.ts'
import { escapeHtml } from './simple-html.ts'
import type { Summary } from './summary.ts'

export type Locale = 'zh-CN' | 'en'

/** Subject and both bodies of a mail. */
export interface MailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const words = {
  zh: {
    correction: (revision: number) => `更正（第${revision}版）：`,
    replaces: '本版替代先前发出的版本，请以本版数字为准。',
    open: '查看完整报告',
    asOf: '数据截止',
    colon: '：',
    separator: '，',
  },
  en: {
    correction: (revision: number) => `Correction (revision ${revision}): `,
    replaces: 'This revision replaces the one sent before; please use these figures.',
    open: 'Open the report',
    asOf: 'Data as of',
    colon: ': ',
    separator: ', ',
  },
}

/** The mail about an edition: title, headline, indicators, reasons and the link; nothing else. */
export function writeMail(
  summary: Summary,
  options: {
    readonly locale: Locale
    readonly kind: MailKind
    readonly link: string
    readonly zone: Zone
  },
): MailText {
  const language = options.locale === 'en' ? 'en' : 'zh'
  const say = words[language]
  const isCorrection = options.kind === 'correction'
  const title = `${isCorrection ? say.correction(summary.revision) : ''}${summary.title[language]}`
  const opening = [...(isCorrection ? [say.replaces] : []), summary.headline[language].trim()]
  const indicators = summary.indicators.map((each) => ({
    title: each.title[language],
    value: each.value_text[language],
    rest: [each.status_text[language], each.change_text[language]].filter((text) => text !== ''),
    status: each.status,
  }))
  const reasons = summary.reasons.map((reason) => reason[language].trim())
  const asOf = `${say.asOf} ${localMinutes(options.zone, new Date(summary.as_of))}`
  const text = [
    title,
    ...opening,
    '',
    ...indicators.map(
      (each) => `${each.title}${say.colon}${[each.value, ...each.rest].join(say.separator)}`,
    ),
    '',
    ...reasons,
    `${say.open}${say.colon}${options.link}`,
    asOf,
  ]
  const paragraph = (line: string) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`
  const html = `<!doctype html>
<html lang="${options.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:12px;font:15px/1.5 sans-serif;color:#1a1a1a;max-width:40em">
<h1 style="font-size:18px;line-height:1.3;margin:0 0 8px">${escapeHtml(title)}</h1>
${opening.map(paragraph).join('\n')}
<ul style="list-style:none;margin:0 0 8px;padding:0">
${indicators
  .map(
    (each) =>
      `<li style="padding:3px 0;border-bottom:1px solid #ddd">${escapeHtml(each.title)} <b>${escapeHtml(each.value)}</b> ${escapeHtml(each.rest.join(say.separator))}</li>`,
  )
  .join('\n')}
</ul>
${reasons.map(paragraph).join('\n')}
<p style="margin:0 0 8px"><a href="${escapeHtml(options.link)}">${escapeHtml(say.open)}</a></p>
<p style="margin:0;color:#555;font-size:13px">${escapeHtml(asOf)}</p>
</body></html>
`
  return { subject: title, text: `${text.join('\n')}\n`, html }
}
