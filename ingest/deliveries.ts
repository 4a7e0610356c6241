import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { controlEndings } from './control.ts'

/** A file as it lies in the inbox, and the name that people know it by. */
export interface DeliveredFile {
  readonly path: string
  readonly name: string
}

/** How the default reference tables are named, which lie outside the inbox. */
export const defaultsFolder = 'seeds/reference/'

/** What a file is called while another program still writes it. */
const unfinished = /^\.|^~\$|\.(part|partial|filepart|tmp|crdownload)$/i

const likeFile = /\.(csv|tsv|xlsx|ndjson|jsonl|parquet|arrows?|feather|gz)$/i

/**
 * Files below a folder, by code point of their path relative to it. Hidden ones, ones that are
 * still being transferred by their name, and control totals are left out. A folder that may not
 * be opened, also `folder` itself, or one that is empty and called like a file, is listed: it is held
 * with the reason.
 */
export function deliveries(folder: string, prefix: string): DeliveredFile[] {
  if (!existsSync(folder)) return []
  const entries = openedBelow(folder)
  if (entries === undefined) return [{ path: folder, name: prefix }]
  const found = entries
    .filter((entry) => !unfinished.test(entry.name))
    .filter((entry) => !controlEndings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => (entry.isSymbolicLink() ? !isFolder(path) : isPlain(entry)))
    .map(({ path }) => ({ path, name: path.slice(folder.length + 1).replaceAll('\\', '/') }))
  return found
    .sort((a, b) => compareCodePoints(a.name, b.name))
    .map(({ path, name }) => ({ path, name: `${prefix}/${name}` }))
}

function entriesBelow(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry]
    const inner = openedBelow(join(folder, entry.name))
    return inner === undefined || (inner.length === 0 && likeFile.test(entry.name))
      ? [entry]
      : inner
  })
}

/** Undefined where the folder may not be opened. */
function openedBelow(folder: string): Dirent[] | undefined {
  try {
    return entriesBelow(folder)
  } catch {
    return undefined
  }
}

/**
 * What of a file's path tells the system it comes from: its folders up to the first one that is a
 * date, so that `contacts/phone/2026/09.csv` is of the feed `contacts/phone`. A default table of
 * the program is a feed of its own.
 */
export function feedOf(name: string): string {
  if (name.startsWith(defaultsFolder)) return name
  const folders = name.split('/').slice(0, -1)
  const dated = folders.findIndex((folder) => /^\d{2,}/.test(folder))
  return folders.slice(0, dated < 0 ? folders.length : Math.max(1, dated)).join('/')
}

/** Pipes and sockets are nobody's delivery. */
function isPlain(entry: Dirent): boolean {
  return entry.isFile() || entry.isDirectory()
}

/** A link to nothing is no folder: it is reported as a file that cannot be read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Order by code point; JavaScript compares UTF-16 units, which differ beyond the first plane. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
