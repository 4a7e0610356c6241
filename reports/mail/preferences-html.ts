import { type PeriodType, periodTypes } from '../../core/periods.ts'
import type { BothLanguages } from '../edition.ts'
import { escapeHtml } from './escape-html.ts'
import type { Preference } from './preferences.ts'

const names: Readonly<Record<PeriodType, string>> = {
  day: '日报 Daily report',
  month: '月报 Monthly report',
  quarter: '季报 Quarterly report',
  year: '年报 Yearly report',
}

const locales = [
  ['', '按登记 As registered'],
  ['zh-CN', '中文'],
  ['en', 'English'],
] as const

/** The page on which a reader says what comes by mail, Chinese first with English beside. */
export function preferencesHtml(page: {
  readonly recipient: string
  readonly isSaved: boolean
  readonly bank: BothLanguages
  readonly preference: Preference | undefined
}): string {
  const { recipient, isSaved, bank, preference } = page
  const unwanted = preference?.unwanted ?? []
  const types = periodTypes.map(
    (type) =>
      `<label><input type="checkbox" name="wanted" value="${type}"${unwanted.includes(type) ? '' : ' checked'}> ${names[type]}</label>`,
  )
  const choices = locales.map(
    ([value, name]) =>
      `<label><input type="radio" name="locale" value="${value}"${(preference?.locale ?? '') === value ? ' checked' : ''}> ${name}</label>`,
  )
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>邮件设置 Mail preferences</title>
<style>${style}</style></head>
<body><main>
<p class="bank">${escapeHtml(bank.zh)} · ${escapeHtml(bank.en)}</p>
<h1>邮件设置 <span lang="en">Mail preferences</span></h1>
<p>${escapeHtml(recipient)}</p>
${isSaved ? '<p class="saved" role="status">已保存。 <span lang="en">Saved.</span></p>' : ''}
<form method="post">
<fieldset><legend>希望收到 <span lang="en">Reports by mail</span></legend>${types.join('\n')}
<p class="note">全部不选，则只收到对已收到报告的更正。 <span lang="en">With none of them you get only corrections of reports that you received.</span></p></fieldset>
<fieldset><legend>语言 <span lang="en">Language</span></legend>${choices.join('\n')}</fieldset>
<button type="submit">保存 Save</button>
</form>
<p class="note">此处只能减少邮件；要收到更多报告，请联系服务质量部门。 <span lang="en">Here you can only ask for less; for more reports ask the service-quality department.</span></p>
</main></body></html>
`
}

const style = `
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color: #1a1a1a; background: #fff }
main { max-width: 36em; margin: 0 auto; padding: 24px 16px }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 8px }
h1 span, legend span, .note, .bank { color: #555; font-weight: 400 }
.bank, .note { font-size: 14px }
fieldset { border: 1px solid #ccc; margin: 16px 0; padding: 8px 16px 12px }
legend { font-weight: 600; padding: 0 6px }
label { display: block; padding: 8px 0 }
input { width: 18px; height: 18px; margin: 0 8px 0 0; vertical-align: -3px }
button { font: inherit; padding: 10px 24px; border: 1px solid #1f4e79; background: #1f4e79; color: #fff }
.saved { padding: 8px 12px; border-left: 4px solid #1f7a4d; background: #eef7f1 }
@media (prefers-color-scheme: dark) {
  body { background: #16181c; color: #e8e8e8 }
  h1 span, legend span, .note, .bank { color: #b0b4ba }
  fieldset { border-color: #444 }
  .saved { background: #1b2b22 }
}
`
