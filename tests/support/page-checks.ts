/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Latin words that a Chinese page may contain: names of methods, formats and systems. */
const allowedWords =
  /\b(APP|Wilson|Byar|Kaplan|Meier|Newcombe|Adtributor|Monroe|Fisher|Poisson|Greenwood|Shapley|EARS|BH|CUSUM|log|JSON|ndjson|csv|gz|utf|gb|le|bom|App|GJ|SIM|ETC|ATM|POS|VIP|CRS|LPR|PC|NFC|OK|TS|XmR|kappa|AC|WebAssembly|Cohen|Gwet)\b/

/** A finding that quotes words of customers. */
const quotesWords = /narratives of .* used clearly more/

/** Words in the other language that a reader of `language` can see, or hears from a screen reader. */
export async function foreignWords(page: Page, language: 'zh' | 'en'): Promise<string[]> {
  const texts = await page.evaluate(readTexts, language)
  if (language === 'en') {
    const chinese = texts.filter((text) => /[\u3400-\u9fff，。；：（）、]/.test(text))
    return chinese.filter((text) => !quotesWords.test(text))
  }
  const words = texts.flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? [])
  return [...new Set(words.filter((word) => !allowedWords.test(word)))]
}

/**
 * Runs in the page: every visible text and every name that a screen reader says. Left out is what
 * has one language only: identifiers, what people and customers wrote, words quoted in a finding,
 * and the button that names the other language. In Chinese, cells hold names of systems and files.
 */
function readTexts(language: 'zh' | 'en'): string[] {
  const free = '[lang=zh], script, style, code, .code, .csq-language'
  const skipped = language === 'zh' ? `${free}, .told, td` : free
  const isQuoted = (element: Element) => {
    const cell = element.closest<HTMLTableCellElement>('.csq-rows td')
    const heads = cell?.closest('table')?.querySelectorAll('thead tr:last-child th')
    const head = heads?.[cell?.cellIndex ?? -1]?.textContent?.trim() ?? ''
    return /^(What was said|First file|File)\b/.test(head)
  }
  const found = new Set<string>()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement: element } = node
    if (element === null || element.closest(skipped) !== null || isQuoted(element)) continue
    if (element.checkVisibility()) found.add((node.textContent ?? '').trim())
  }
  for (const element of document.querySelectorAll(
    '[aria-label], [placeholder], svg title, option',
  )) {
    if (element.closest(skipped) !== null || isQuoted(element)) continue
    const names = ['aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? '')
    const isText = element.matches('option, title')
    for (const text of [...names, isText ? (element.textContent ?? '') : '']) found.add(text.trim())
  }
  return [...found].filter((text) => text !== '')
}

/** What axe finds serious or worse, each with its first element. */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  if (rules !== undefined) axe.withRules([...rules])
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160)}`)
}

/** Shows the page in the other language, as a reader does; resolves to that language. */
export async function switchLanguage(page: Page): Promise<'zh' | 'en'> {
  await page.locator('button.csq-language').click()
  await page.waitForLoadState('networkidle')
  return shownLanguage(page)
}

/** The language that the page says it is in. */
export async function shownLanguage(page: Page): Promise<'zh' | 'en'> {
  const language = await page.evaluate(() => document.documentElement.lang)
  return language === 'en' ? 'en' : 'zh'
}

/** Sum of the layout shifts of the page so far that no reader caused. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, hadRecentInput } = entry as unknown as {
              readonly value: number
              readonly hadRecentInput: boolean
            } // a LayoutShift, which the library of types has not
            if (!hadRecentInput) sum += value
          }
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(sum), 500)
      }),
  )
}
