import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pagesFor } from './labels/navigation.ts'
import type { Renderer, RenderReport } from './renderer.ts'
import { basePathMark, versionMark } from './stage-site.ts'

/** One edition to render. */
export interface RenderOptions {
  readonly renderer: Renderer
  readonly shell: Shell
  /** The edition's data file. */
  readonly data: string
  readonly audience: string
  /** `/editions/2026-Q3/bank/r1` */
  readonly basePath: string
  /** Folder to write; must not exist. */
  readonly out: string
}

/** A rendered edition. */
export interface Rendered extends RenderReport {
  /** Path of the data file below `out`. */
  readonly dataFile: string
  /** `sha256-…` of every inline script. */
  readonly inlineScripts: readonly string[]
}

/** What all editions of an application share: files to link, and those that name its path. */
export interface Shell {
  readonly folder: string
  readonly linked: readonly string[]
  readonly texts: ReadonlyMap<string, string>
}

/** Reads the shell of an application of `buildApp`. */
export function readShell(app: string): Shell {
  const folder = join(app, '.evidence/template/.svelte-kit/output/client')
  const linked: string[] = []
  const texts = new Map<string, string>()
  for (const path of filesBelow(folder)) {
    // every browser that can read the pages has WebAssembly exceptions
    if (/duckdb-mvp.*\.wasm$/.test(path) || path.startsWith('data/')) continue
    const text = /\.(js|css|html|json|webmanifest)$/.test(path)
      ? readFileSync(join(folder, path), 'utf8')
      : ''
    if (text.includes(basePathMark) || text.includes(versionMark)) texts.set(path, text)
    else linked.push(path)
  }
  return { folder, linked, texts }
}

/** Renders one edition from a built application; only pages and data are new. */
export async function renderEdition(options: RenderOptions): Promise<Rendered> {
  const { shell, out, basePath, audience } = options
  mkdirSync(out, { recursive: true })
  const hash = createHash('sha256').update(readFileSync(options.data)).digest('hex')
  const stamp = String(Number.parseInt(hash.slice(0, 12), 16))
  for (const path of shell.linked) linkOrCopy(join(shell.folder, path), join(out, path))
  for (const [path, text] of shell.texts) {
    const own = text.replaceAll(basePathMark, basePath).replaceAll(versionMark, stamp)
    writeBelow(join(out, path), own)
  }
  const dataFile = `data/csq/${hash.slice(0, 16)}/csq.duckdb`
  mkdirSync(dirname(join(out, dataFile)), { recursive: true })
  copyFileSync(options.data, join(out, dataFile))
  const renderedFiles = { csq: [`static/${dataFile}`] }
  writeBelow(join(out, 'data/manifest.json'), JSON.stringify({ renderedFiles }))
  const pages = pagesFor(audience).map((page) => page.path)
  const report = await options.renderer.render({
    data: resolve(options.data),
    basePath,
    audience,
    stamp,
    out: resolve(out),
    pages: pages.filter((path) => !path.includes(':')).map((path) => path.replace(/\/?$/, '/')),
    follow: pages.filter((path) => path.includes(':')).map(addressPattern),
  })
  return { ...report, dataFile, inlineScripts: inlineScripts(out) }
}

/** `/departments/:id` as a regular expression of the addresses that it stands for. */
function addressPattern(path: string): string {
  return `^${path.replace(/:[a-z]+/g, '[^/]+')}/$`
}

function inlineScripts(out: string): string[] {
  const hashes = new Set<string>()
  for (const path of filesBelow(out)) {
    if (!path.endsWith('.html')) continue
    const html = readFileSync(join(out, path), 'utf8')
    for (const [, attributes = '', code = ''] of html.matchAll(
      /<script([^>]*)>([\s\S]*?)<\/script>/g,
    )) {
      if (/\bsrc=/.test(attributes) || /type="application\/json"/.test(attributes)) continue
      hashes.add(`sha256-${createHash('sha256').update(code).digest('base64')}`)
    }
  }
  return [...hashes].sort()
}

function writeBelow(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  const root = resolve(folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

function linkOrCopy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true })
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}
