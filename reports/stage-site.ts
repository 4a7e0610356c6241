import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the parts of the report site are. */
export interface SiteParts {
  /** `reports/site`, with Evidence installed. */
  readonly site: string
  /** `reports/`, with pages, components and labels. */
  readonly reports: string
  /** `evidence.config.yaml`. */
  readonly config: string
}

/** Stand in the application for the path of an edition, its audience, and its time stamp. */
export const basePathMark = '/__edition_base__'
export const audienceMark = '__edition_audience__'
export const versionMark = '1111111111111'

/** Files of `reports/site` that become sources of the application. */
export const siteSources = ['app.html', 'edition-client-browser.js', 'edition-client-node.js']

/** Assembles an Evidence project in `stage`; returns the folder in which it is built. */
export function stageSite(parts: SiteParts, stage: string): string {
  const template = join(stage, '.evidence', 'template')
  mkdirSync(template, { recursive: true })
  cpSync(join(parts.site, 'node_modules/@evidence-dev/evidence/template'), template, {
    recursive: true,
  })
  for (const name of ['pages/explore', 'pages/settings', 'pages/+page.md']) {
    rmSync(join(template, 'src', name), { recursive: true, force: true })
  }
  copyPages(join(parts.reports, 'pages'), join(template, 'src/pages'))
  cpSync(join(parts.reports, 'components'), join(template, 'src/components'), { recursive: true })
  cpSync(join(parts.reports, 'labels'), join(template, 'src/labels'), { recursive: true })
  cpSync(join(parts.reports, 'labels'), join(stage, 'labels'), { recursive: true })
  cpSync(join(parts.reports, 'pages'), join(stage, 'pages'), { recursive: true })
  for (const name of siteSources) cpSync(join(parts.site, name), join(template, 'src', name))
  cpSync(join(parts.site, 'svelte.config.js'), join(stage, 'svelte.config.js'))
  cpSync(join(parts.site, 'package.json'), join(stage, 'package.json'))
  symlinkSync(join(parts.site, 'node_modules'), join(stage, 'node_modules'), 'junction')
  writeFileSync(
    join(stage, 'evidence.config.yaml'),
    `${readFileSync(parts.config, 'utf8')}\ndeployment:\n  basePath: ${basePathMark}\n`,
  )
  writePackage(parts, template)
  editTemplate(template)
  return template
}

/**
 * The package of the application: Vite finds Svelte libraries by its dependencies, and chooses
 * the query engine by where the code runs.
 */
function writePackage(parts: SiteParts, template: string): void {
  const installed = JSON.parse(readFileSync(join(parts.site, 'package.json'), 'utf8')) as object // ours
  const imports = {
    '#edition-client': {
      browser: './src/edition-client-browser.js',
      default: './src/edition-client-node.js',
    },
  }
  writeFileSync(join(template, 'package.json'), JSON.stringify({ ...installed, imports }))
}

/** Evidence names routes `page/+page.md`; our pages are plain files. */
function copyPages(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(from.length + 1)
    const target = path.endsWith('index.md')
      ? path.replace(/index\.md$/, '+page.md')
      : path.replace(/\.md$/, '/+page.md')
    mkdirSync(dirname(join(to, target)), { recursive: true })
    cpSync(join(from, path), join(to, target))
  }
}

/**
 * Checked edits of the staged template: the engine that opens our data file, and routes that may
 * be left out of a build without data. A text that is gone stops the build.
 */
function editTemplate(template: string): void {
  const pages = join(template, 'src/pages')
  replaceText(join(pages, '+layout.js'), [
    ["'@evidence-dev/universal-sql/client-duckdb'", "'#edition-client'"],
    ["import.meta.env.VITE_EVIDENCE_SPA !== 'true'", "'auto'"],
  ])
  for (const route of [
    'api/pagesManifest.json',
    'api/customFormattingSettings.json/GET.json',
    'api/[...route]/evidencemeta.json',
    'fix-tprotocol-service-worker.js',
    'manifest.webmanifest',
  ]) {
    replaceText(join(pages, route, '+server.js'), [
      ['export const prerender = true', "export const prerender = 'auto'"],
    ])
  }
  rememberAnswers(pages)
}

/** Every page asks these for the same text, twice: it is read from the pages' sources once. */
function rememberAnswers(pages: string): void {
  replaceText(join(pages, 'api/pagesManifest.json/+server.js'), [
    [
      'export async function GET() {',
      'let known\nexport async function GET() {\n\tif (known) return new Response(known)',
    ],
    ['new Response(JSON.stringify(fileTree))', 'new Response((known = JSON.stringify(fileTree)))'],
  ])
  replaceText(join(pages, 'api/[...route]/evidencemeta.json/+server.js'), [
    [
      'export async function GET({ params: { route } }) {',
      'const known = {}\nexport async function GET({ params: { route } }) {\n\tif (known[route]) return json(known[route])',
    ],
    ['return json({ queries })', 'return json((known[route] = { queries }))'],
  ])
}

function replaceText(file: string, edits: readonly (readonly [from: string, to: string])[]): void {
  if (!existsSync(file))
    throw new Error(`Evidence has no ${file} any more; see reports/stage-site.ts`)
  let text = readFileSync(file, 'utf8')
  for (const [from, to] of edits) {
    if (!text.includes(from)) {
      throw new Error(
        `Evidence has changed: "${from}" is no longer in ${file}; see reports/stage-site.ts`,
      )
    }
    text = text.replaceAll(from, to)
  }
  writeFileSync(file, text)
}
