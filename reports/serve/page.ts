import type { Language } from '../labels/text.ts'

/** A page of the server itself: its style is inside, and it has no script. */
export function serverPage(title: string, body: string, language: Language = 'zh'): string {
  return `<!doctype html>
<html lang="${language === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`
}

/** A plain page for what cannot be shown, in both languages. */
export function refusalPage(kind: keyof typeof refusals): string {
  const { title, zh, en } = refusals[kind]
  return serverPage(title, `<header><h1>${title}</h1></header><p>${zh}</p><p lang="en">${en}</p>`)
}

/** The page for an edition that its readers may not have yet. */
export function notYetPage(
  opens: { readonly zh: string; readonly en: string } | undefined,
): string {
  const zh = opens === undefined ? '批准之后即可查看。' : `${opens.zh} 起可以查看。`
  const en =
    opens === undefined ? 'It opens when it has been approved.' : `It opens on ${opens.en}.`
  return serverPage(
    '尚未发布',
    `<header><h1>尚未发布</h1></header><p>这份报告还没有发布。${escapeHtml(zh)}</p><p lang="en">This report is not out yet. ${escapeHtml(en)}</p>`,
  )
}

const refusals = {
  forbidden: {
    title: '无权查看',
    zh: '请使用邮件中的链接打开报告；链接可能已过期，或者这份报告发给其他读者。',
    en: 'Please open the report by the link of your mail. The link may have expired, or the report is for other readers.',
  },
  missing: {
    title: '没有这一页',
    zh: '<a href="/">返回报告列表</a>',
    en: 'There is no such page. <a href="/">Back to the reports</a>',
  },
  busy: {
    title: '请稍候',
    zh: '尝试次数过多，请一分钟后再试。',
    en: 'Too many attempts. Please try again in a minute.',
  },
  failed: {
    title: '暂时无法显示',
    zh: '页面出错，已经记录；请稍后再试。',
    en: 'Something went wrong and was recorded. Please try again later.',
  },
}

/** Text inside HTML, also inside an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const style = `
:root{--ink:#17202a;--soft:#5b6672;--rule:#e3e7ec;--paper:#fff;--wash:#f5f7f9;--accent:#1f4e79;--met:#1a7f64;--near:#8f5600;--missed:#b3261e;--metbg:#e8f4f0;--nearbg:#fbf2e2;--missedbg:#fbeae8}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#aab4bf;--rule:#2b343e;--paper:#12171d;--wash:#1a2129;--accent:#7fb2e5;--met:#5cc4a5;--near:#e0a24a;--missed:#f08a80;--metbg:#14302a;--nearbg:#33270f;--missedbg:#3a1a18}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.6 "Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:900px;margin:0 auto;padding:28px 28px 60px}
header{display:flex;justify-content:space-between;align-items:flex-end;flex-wrap:wrap;gap:4px 24px;border-bottom:2px solid var(--ink);padding-bottom:12px;margin-bottom:18px}
h1{font-size:25px;line-height:1.3;margin:0;letter-spacing:.01em}header p{margin:0;color:var(--soft);font-size:13px}
form{display:flex;gap:12px;flex-wrap:wrap;align-items:center;font-size:13.5px;color:var(--soft)}
label{display:flex;gap:7px;align-items:center}
input,select,button{font:inherit;color:var(--ink);background:var(--wash);border:1px solid var(--rule);border-radius:6px;padding:5px 10px;min-height:34px}
input{width:9em}button{cursor:pointer;padding:5px 16px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h2{font-size:17px;margin:30px 0 4px}ul{list-style:none;margin:0;padding:0;border-top:1px solid var(--rule)}
li{display:grid;grid-template-columns:1fr auto;gap:2px 20px;align-items:baseline;padding:12px 0;border-bottom:1px solid var(--rule)}
li p,details{margin:0;color:var(--soft);font-size:13px;grid-column:1}li p.counts{grid-column:2;grid-row:1;white-space:nowrap}
summary{cursor:pointer;width:fit-content}details a{margin-right:14px;white-space:nowrap}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}.title{font-size:16px;font-weight:600}.title span{font-weight:400;color:var(--soft)}
.chip{font-size:12px;padding:1px 8px;border-radius:9px;margin-left:6px}.met{color:var(--met);background:var(--metbg)}.near{color:var(--near);background:var(--nearbg)}.missed{color:var(--missed);background:var(--missedbg)}
.none,p[lang=en]{color:var(--soft)}.counts .chip:first-child{margin-left:0}
.scroll{overflow-x:auto;border-top:1px solid var(--rule)}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--rule)}th{color:var(--soft);font-weight:500;white-space:nowrap}td{white-space:nowrap}td.long{white-space:normal;min-width:16em}.counts .chip{display:inline-block;margin-bottom:4px}
@media(max-width:640px){main{padding:18px 16px 40px}h1{font-size:21px}li{grid-template-columns:1fr}li p.counts{grid-column:1;grid-row:auto}li p.counts .chip:first-child{margin-left:0}label{flex:1 1 100%}label>*{flex:1}button{width:100%}}
`
