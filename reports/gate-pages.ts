import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { GateCheck } from './edition.ts'
import type { EditionText } from './gate-texts.ts'

/** Whether the pages are there, and none shows a hole where a figure should be. */
export function checkPages(texts: readonly EditionText[], expected: number): GateCheck {
  const pages = texts.filter(({ where }) => where.endsWith('.html'))
  const holes = pages
    .filter(({ visible }) => /\b(undefined|NaN|null|Infinity)\b/.test(visible))
    .map(({ where }) => where)
  return {
    name: 'pages_complete',
    ok: pages.length >= expected && expected > 0 && holes.length === 0,
    detail: `${pages.length} pages${holes.length > 0 ? `; a hole in ${holes.join(', ')}` : ''}`,
  }
}

/** Whether every link of a page into its edition leads to a file of it. */
export function checkLinks(
  texts: readonly EditionText[],
  folder: string,
  basePath: string,
): GateCheck {
  const dead = new Set<string>()
  const known = new Map<string, boolean>()
  for (const { where, text } of texts) {
    if (!where.endsWith('.html')) continue
    for (const [, link = ''] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      const path = pathOf(link, where, basePath)
      if (path === undefined) continue
      const isThere = known.get(path) ?? leads(folder, path)
      known.set(path, isThere)
      if (!isThere) dead.add(`${link} in ${where}`)
    }
  }
  return {
    name: 'links_resolve',
    ok: dead.size === 0,
    detail: [...dead].slice(0, 10).join('; ') || `${known.size} targets`,
  }
}

/** The path below the edition that a link of a page means; undefined where it leaves the edition. */
function pathOf(link: string, where: string, basePath: string): string | undefined {
  const [address = ''] = link.split(/[?#]/)
  if (address === '' || /^[a-z]+:/.test(address)) return undefined
  if (!address.startsWith('/')) {
    return decodeURI(new URL(address, `http://edition/${where}`).pathname).slice(1)
  }
  if (address === basePath || address.startsWith(`${basePath}/`)) {
    return decodeURI(address.slice(basePath.length + 1))
  }
  // the archive, which lists all editions, stands outside; nothing else does
  return address === '/' || address === '/editions/' ? undefined : `..${address}`
}

function leads(folder: string, path: string): boolean {
  if (path.startsWith('../')) return false
  const target = join(folder, path)
  return path.endsWith('/') || path === ''
    ? existsSync(join(target, 'index.html'))
    : existsSync(join(target, 'index.html')) || existsSync(target)
}
