import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { programRoot } from '../../core/definitions.ts'
import { runNode } from '../run-child.ts'

const reports = join(programRoot, 'reports')
const site = join(reports, 'site')

/**
 * Compiles pages, components and labels for plain Node, once per content; resolves to the folder
 * of `pages.mjs` and `style.css`.
 */
export async function buildPlain(cache: string): Promise<string> {
  const folder = resolve(cache, `plain-${contentHash()}`)
  if (existsSync(folder)) return folder
  const unfinished = resolve(cache, `plain-unfinished-${process.pid}`)
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  try {
    await runNode([join(reports, 'plain', 'bundle.mjs')], {
      cwd: site,
      environment: { CSQ_SITE: site, CSQ_OUT: unfinished },
      logFile: resolve(cache, 'build-plain.log'),
      timeoutSeconds: 120,
    })
    removeOld(cache)
    // another process may have been quicker
    if (!existsSync(folder)) renameSync(unfinished, folder)
    return folder
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

function contentHash(): string {
  const hash = createHash('sha256').update(process.versions.modules)
  for (const folder of ['pages', 'components', 'labels', 'plain']) {
    const entries = readdirSync(join(reports, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    for (const path of files.map((each) => join(each.parentPath, each.name)).sort()) {
      hash.update(path).update(readFileSync(path))
    }
  }
  return hash
    .update(readFileSync(join(site, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16)
}

function removeOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (!/^plain-[0-9a-f]{16}$/.test(name)) continue
    rmSync(join(cache, name), { recursive: true, force: true })
  }
}
