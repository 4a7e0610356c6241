/** The cards of a page by their titles in Chinese: the value that stands large in each. */
export function cardsOf(html: string): ReadonlyMap<string, string> {
  const cards = new Map<string, string>()
  for (const card of html.split(/<article class="card /).slice(1)) {
    const title = textOf(/<h3[^>]*>([\s\S]*?)<\/h3>/.exec(card)?.[1] ?? '')
    cards.set(title, textOf(/<div class="big[^>]*>([\s\S]*?)<\/div>/.exec(card)?.[1] ?? ''))
  }
  return cards
}

function textOf(html: string): string {
  return html
    .replace(/<span lang="en"[^>]*>[\s\S]*?<\/span>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
