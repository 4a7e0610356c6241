import { escapeHtml } from './escape-html.ts'
import type { Locale, MailText } from './text.ts'

/** A short mail of plain lines; an address alone on its line becomes a link. */
export function simpleMail(subject: string, lines: readonly string[], locale: Locale): MailText {
  const paragraphs = lines.map((line) => {
    const isLink = /^https?:\/\/\S+$/.test(line)
    const text = escapeHtml(line)
    return `<p style="margin:0 0 8px">${isLink ? `<a href="${text}">${text}</a>` : text}</p>`
  })
  const html = `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:12px;font:15px/1.5 sans-serif;color:#1a1a1a;max-width:40em">
${paragraphs.join('\n')}
</body></html>
`
  return { subject, text: `${lines.join('\n')}\n`, html }
}
