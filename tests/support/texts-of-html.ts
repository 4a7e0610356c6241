const empty = /^(area|base|br|col|hr|img|input|link|meta|path|rect|circle|line|polyline|polygon)$/

/**
 * The texts of a page that a reader of `language` sees: without those in the other one, what has
 * one language only (`lang="zh"`), identifiers and code.
 */
export function textsOf(html: string, language: 'zh' | 'en'): string[] {
  const body = html
    .slice(html.indexOf('<body'))
    .replace(/<(script|style|code|title)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '')
  const other = language === 'en' ? 'zh-CN' : 'en'
  const hidden = new RegExp(`\\slang="(${other}|zh)"|\\sclass="(?:[^"]*\\s)?code[\\s"]`)
  // whether the text within each open element is hidden
  const open: boolean[] = []
  const found: string[] = []
  for (const [, tag = '', attributes = '', text = ''] of body.matchAll(
    /<(\/?[\w-]+)((?:"[^"]*"|[^">])*)>|([^<]+)/g,
  )) {
    if (tag === '') {
      if (open.at(-1) !== true && text.trim() !== '') found.push(text.trim())
    } else if (tag.startsWith('/')) {
      if (!empty.test(tag.slice(1))) open.pop()
    } else if (!attributes.endsWith('/') && !empty.test(tag)) {
      open.push(open.at(-1) === true || hidden.test(attributes))
    }
  }
  return found
}
