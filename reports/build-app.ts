import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { lock } from '../core/warehouse.ts'
import { makeOfflineHome } from './offline-home.ts'
import { runNode } from './run-child.ts'
import { basePathMark, type SiteParts, siteSources, stageSite } from './stage-site.ts'

/**
 * Builds the application of the report site, once per content of its pages, components, labels
 * and Evidence itself; all editions share it. Resolves to the folder of the build.
 */
export async function buildApp(
  parts: SiteParts,
  cache: string,
): Promise<{ readonly app: string; readonly built: boolean }> {
  const app = resolve(cache, `app-${contentHash(parts)}`)
  if (existsSync(app)) return { app, built: false }
  mkdirSync(cache, { recursive: true })
  const unlock = lock(join(cache, 'app.lock'))
  const unfinished = resolve(cache, 'app-unfinished')
  try {
    if (existsSync(app)) return { app, built: false }
    rmSync(unfinished, { recursive: true, force: true })
    const template = stageSite(parts, unfinished)
    const home = makeOfflineHome(join(unfinished, 'home'))
    await runNode(
      ['--max-old-space-size=4096', join(parts.site, 'node_modules/vite/bin/vite.js'), 'build'],
      {
        cwd: template,
        environment: siteEnvironment(home),
        logFile: resolve(cache, 'build-app.log'),
        timeoutSeconds: 900,
      },
    )
    compressLargeFiles(join(template, '.svelte-kit/output/client'))
    removeOldApps(cache)
    renameSync(unfinished, app)
    return { app, built: true }
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
    unlock()
  }
}

/** What the site's processes are told: no telemetry, no service worker, data beside them. */
export function siteEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    USERPROFILE: home,
    NODE_ENV: 'production',
    SEND_ANONYMOUS_USAGE_STATS: 'no',
    VITE_EVIDENCE_DISABLE_WINDOWS_CACHE_SERVICE_WORKER: 'true',
    EVIDENCE_DATA_URL_PREFIX: 'static/data',
    EVIDENCE_DATA_DIR: './static/data',
  }
}

/** SHA-256 (16 digits) of everything that the application is made of. */
function contentHash(parts: SiteParts): string {
  const hash = createHash('sha256').update(process.versions.modules)
  const add = (path: string) => hash.update(path).update(readFileSync(path))
  for (const folder of ['pages', 'components', 'labels']) {
    const entries = readdirSync(join(parts.reports, folder), {
      recursive: true,
      withFileTypes: true,
    })
    const files = entries.filter((entry) => entry.isFile())
    for (const file of files.map((each) => join(each.parentPath, each.name)).sort()) add(file)
  }
  for (const name of ['package-lock.json', 'svelte.config.js', ...siteSources]) {
    add(join(parts.site, name))
  }
  for (const name of ['stage-site.ts', 'build-app.ts']) add(join(parts.reports, name))
  add(parts.config)
  return hash.digest('hex').slice(0, 16)
}

/** Puts a gzip beside every large file, once for all editions and readers. */
function compressLargeFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /duckdb-mvp/.test(entry.name) || statSync(path).size < 32_768) continue
    if (!/\.(js|css|wasm|svg)$/.test(entry.name)) continue
    const content = readFileSync(path)
    // what names the base path is written anew for each edition
    if (!content.includes(basePathMark)) writeFileSync(`${path}.gz`, gzipSync(content))
  }
}

function removeOldApps(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (/^app-[0-9a-f]{16}$/.test(name)) rmSync(join(cache, name), { recursive: true, force: true })
  }
}
