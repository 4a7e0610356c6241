import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page of an edition as a chapter of one document. */
export interface Chapter {
  /** What links within the document lead to. */
  readonly id: string
  /** Its heading, with the languages that it has. */
  readonly title: string
  /** How deep it stands in the contents: 2 for a page that its parent's links lead to. */
  readonly level: 1 | 2
  readonly html: string
}

/**
 * The plain pages in a folder as chapters, in the order of their navigation, each followed by the
 * pages below it. Links between them lead to chapters; other links become text.
 */
export function readChapters(folder: string): readonly Chapter[] {
  const paths = orderOf(folder)
  const ids = new Map(paths.map(({ path }) => [path, idOf(path)]))
  return paths.map(({ path, level }) => {
    const page = readFileSync(join(folder, path), 'utf8')
    const article = /<article id="evidence-main-article"[^>]*>([\s\S]*)<\/article>/.exec(page)?.[1]
    if (article === undefined) throw new Error(`${path} has no article`)
    const title = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(article)?.[1]?.trim() ?? path
    return { id: idOf(path), title, level, html: withinDocument(article, path, ids) }
  })
}

function orderOf(folder: string): readonly { readonly path: string; readonly level: 1 | 2 }[] {
  const start = readFileSync(join(folder, 'index.html'), 'utf8')
  const bar = /<nav[\s\S]*?<\/nav>/.exec(start)?.[0] ?? ''
  const links = Array.from(bar.matchAll(/href="([^"#]*)"/g), ([, path = '']) => decodeURI(path))
  // a narrow screen has a bar of its own
  const listed = [...new Set(links)]
  return listed.flatMap((path) => {
    const parent = path.slice(0, -'index.html'.length)
    const below = parent === '' ? [] : childrenOf(folder, parent)
    return [
      { path, level: 1 as const },
      ...below
        .map((name) => ({ path: `${parent}${name}/index.html`, level: 2 as const }))
        .filter((child) => !listed.includes(child.path)),
    ]
  })
}

function childrenOf(folder: string, parent: string): readonly string[] {
  return readdirSync(join(folder, parent), { withFileTypes: true })
    .filter((entry) => existsSync(join(folder, parent, entry.name, 'index.html')))
    .map((entry) => entry.name)
    .sort()
}

function idOf(path: string): string {
  const name = path.replace(/\/?index\.html$/, '')
  return `chapter-${name === '' ? 'overview' : name.replaceAll('/', '-')}`
}

function withinDocument(html: string, from: string, ids: ReadonlyMap<string, string>): string {
  return html.replace(/<a\b([^>]*?) href="([^"]*)"/g, (_, before: string, link: string) => {
    const target = new URL(link, `http://page/${from}`)
    const id = ids.get(decodeURIComponent(target.pathname.slice(1)))
    return id === undefined ? `<a${before}` : `<a${before} href="#${id}"`
  })
}
