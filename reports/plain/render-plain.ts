import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { programRoot } from '../../core/definitions.ts'
import type { Language } from '../labels/text.ts'
import { openPageData, type Rows } from './page-data.ts'
import { linksOf, pageFile, relativeLinks } from './plain-links.ts'

/** A page as `bundle.mjs` has compiled it. */
interface Route {
  /** `/departments/[department]` */
  readonly id: string
  readonly title: string
  readonly queries: readonly { readonly name: string; readonly sql: string }[]
  readonly inputs: (results: Rows) => Readonly<Record<string, unknown>>
}

interface Bundle {
  readonly routes: readonly Route[]
  readonly render: (
    route: Route,
    path: string,
    props: Readonly<Record<string, unknown>>,
  ) => { readonly html: string; readonly head: string }
  readonly speak: (language: Language) => void
}

export interface PlainOptions {
  /** Folder of `buildPlain`. */
  readonly bundle: string
  /** The edition's data file. */
  readonly data: string
  /** Folder to write. */
  readonly out: string
  /** What is shown until a reader chooses; Chinese, when nothing is said. */
  readonly language?: Language
}

export interface PlainPages {
  /** Paths as in the application: `/`, `/causes`, in the order of their links. */
  readonly pages: readonly string[]
  readonly bytes: number
}

/**
 * Renders an edition as plain HTML: the application's own pages and components over the same data
 * file, without its framework. Every page that a link leads to is there; links are relative, so
 * that the folder can be read from anywhere.
 */
export async function renderPlain(options: PlainOptions): Promise<PlainPages> {
  const { bundle, data, out, language = 'zh' } = options
  const { routes, render, speak } = (await import(
    pathToFileURL(join(bundle, 'pages.mjs')).href
  )) as Bundle // made by bundle.mjs
  const source = await openPageData(data)
  const audience = await source.audience()
  const shell = shellOf(audience, language)
  const known = new Set(['/'])
  let bytes = 0
  try {
    for (const path of known) {
      const { route, params } = findRoute(routes, path)
      const { results, inputs } = await source.results(route, params)
      // the layout asks for it, as in the application; several editions may be on the way
      Object.assign(globalThis, { csqAudience: audience })
      speak(language)
      const { html, head } = tell(path, () => render(route, path, { ...results, params, inputs }))
      for (const link of linksOf(html)) known.add(link)
      const page = relativeLinks(fill(shell, route, html, head), path)
      bytes += write(join(out, pageFile(path)), page)
    }
  } finally {
    source.close()
  }
  bytes += write(join(out, 'style.css'), readFileSync(join(bundle, 'style.css'), 'utf8'))
  copyFileSync(join(programRoot, 'reports/plain/page.js'), join(out, 'page.js'))
  return { pages: [...known], bytes }
}

/** An error of a component says nothing of its page. */
function tell<T>(path: string, render: () => T): T {
  try {
    return render()
  } catch (error) {
    throw new Error(`the page ${path} cannot be rendered: ${error}`, { cause: error })
  }
}

function findRoute(routes: readonly Route[], path: string) {
  for (const route of routes) {
    const pattern = new RegExp(`^${route.id.replace(/\[(\w+)\]/g, '(?<$1>[^/]+)')}$`)
    const found = pattern.exec(decodeURIComponent(path))
    if (found !== null) return { route, params: { ...found.groups } }
  }
  throw new Error(`a link leads to ${path}, and there is no such page`)
}

/** The application's own frame of a page, for readers of an audience. */
function shellOf(audience: string, language: Language): string {
  const shell = readFileSync(join(programRoot, 'reports/site/app.html'), 'utf8')
  const own = shell.replaceAll('__edition_audience__', audience)
  return language === 'zh'
    ? own
    : own.replace('<html lang="zh-CN"', '<html lang="en" data-lang="en"')
}

/** A page in the shell of the application, whose inline script is allowed by its hash. */
function fill(shell: string, route: Route, html: string, head: string): string {
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? route.title
  const chinese = /<span lang="zh-CN">([\s\S]*?)<\/span>/.exec(heading)?.[1] ?? heading
  const title = chinese.replace(/<[^>]*>/g, '').trim()
  const links = `<title>${title}</title><link rel="stylesheet" href="/style.css" /><script src="/page.js" defer></script>`
  return shell
    .replace(/<link rel="icon"[^>]*>/, '<link rel="icon" href="data:," />')
    .replace('%sveltekit.head%', () => `${links}${head}`)
    .replace('%sveltekit.body%', () => html)
}

function write(file: string, text: string): number {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return Buffer.byteLength(text)
}
