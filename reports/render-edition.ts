import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { siteEnvironment } from './build-app.ts'
import { makeOfflineHome } from './offline-home.ts'
import { runNode } from './run-child.ts'
import { basePathMark, versionMark } from './stage-site.ts'

export interface RenderOptions {
  /** Folder of `buildApp`. */
  readonly app: string
  /** `reports/site`. */
  readonly site: string
  /** The edition's data file. */
  readonly data: string
  /** `/editions/2026-Q3/bank/r1` */
  readonly basePath: string
  /** Folder to write; must not exist. */
  readonly out: string
  readonly cache: string
}

export interface Rendered {
  readonly pages: number
  readonly cpuSeconds: number
  /** Path of the data file below `out`. */
  readonly dataFile: string
  /** `sha256-…` of every inline script. */
  readonly inlineScripts: readonly string[]
}

const textFile = /\.(js|mjs|css|html|json|webmanifest)$/

/** Renders one edition from a built application; only pages and data are new. */
export async function renderEdition(options: RenderOptions): Promise<Rendered> {
  mkdirSync(options.cache, { recursive: true })
  const stage = mkdtempSync(join(options.cache, 'render-'))
  try {
    const template = join(stage, '.evidence', 'template')
    linkTree(options.app, stage, options.basePath)
    symlinkSync(join(options.site, 'node_modules'), join(stage, 'node_modules'), 'junction')
    const dataFile = placeData(options.data, template)
    const logFile = join(stage, 'render.log')
    await runNode(['--max-old-space-size=4096', join(options.site, 'render.mjs')], {
      cwd: template,
      environment: {
        ...siteEnvironment(makeOfflineHome(join(stage, 'home'))),
        CSQ_SITE: options.site,
        CSQ_RENDER: 'true',
      },
      logFile,
      timeoutSeconds: 600,
    })
    const log = readFileSync(logFile, 'utf8')
    const wrong = log.match(/^.*(Error in|\[ERROR\]|Binder Error|Catalog Error|Parser Error).*$/gm)
    if (wrong !== null) throw new Error(`a page has an error:\n${[...new Set(wrong)].join('\n')}`)
    const report = /^rendered (\{.*\})$/m.exec(log)?.[1]
    if (report === undefined) throw new Error(`the render said nothing:\n${log.slice(-2000)}`)
    assemble(join(template, '.svelte-kit/output'), options.out)
    return {
      ...(JSON.parse(report) as { pages: number; cpuSeconds: number }), // written by render.mjs
      dataFile,
      inlineScripts: inlineScripts(options.out),
    }
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Links every file of the application; those that name the base path are written anew. */
function linkTree(app: string, stage: string, basePath: string): void {
  const stamp = String(Date.now())
  for (const path of filesBelow(app)) {
    if (path.startsWith('home/')) continue
    const source = join(app, path)
    const target = join(stage, path)
    mkdirSync(dirname(target), { recursive: true })
    const isOfTheBuild = path.includes('.svelte-kit/output') || path === 'evidence.config.yaml'
    if (isOfTheBuild && (textFile.test(path) || path.endsWith('.yaml'))) {
      const text = readFileSync(source, 'utf8')
      if (text.includes(basePathMark) || text.includes(versionMark)) {
        writeFileSync(
          target,
          text.replaceAll(basePathMark, basePath).replaceAll(versionMark, stamp),
        )
        continue
      }
    }
    linkOrCopy(source, target)
  }
}

/** Puts the data file where the pages read it, on the server and in the browser. */
function placeData(data: string, template: string): string {
  const hash = createHash('sha256').update(readFileSync(data)).digest('hex').slice(0, 16)
  const dataFile = `data/csq/${hash}/csq.duckdb`
  const manifest = JSON.stringify({ renderedFiles: { csq: [`static/${dataFile}`] } })
  for (const root of [join(template, 'static'), join(template, '.svelte-kit/output/client')]) {
    rmSync(join(root, 'data'), { recursive: true, force: true })
    mkdirSync(dirname(join(root, dataFile)), { recursive: true })
    copyFileSync(data, join(root, dataFile))
    writeFileSync(join(root, 'data/manifest.json'), manifest)
  }
  return dataFile
}

function assemble(output: string, out: string): void {
  for (const part of ['client', 'prerendered/pages', 'prerendered/dependencies']) {
    if (!existsSync(join(output, part))) continue
    for (const path of filesBelow(join(output, part))) {
      // every browser that can read the pages has WebAssembly exceptions
      if (/duckdb-mvp.*\.wasm$/.test(path)) continue
      mkdirSync(dirname(join(out, path)), { recursive: true })
      linkOrCopy(join(output, part, path), join(out, path))
    }
  }
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

function filesBelow(folder: string): string[] {
  const root = resolve(folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${root}/node_modules`))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

function linkOrCopy(source: string, target: string): void {
  rmSync(target, { force: true })
  try {
    linkSync(source, target)
  } catch {
    cpSync(source, target)
  }
}
