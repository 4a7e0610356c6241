import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { type Edition, type Manifest, readManifest } from '../edition.ts'
import { tableFiles } from './csv-tables.ts'
import { openPlainPages } from './plain-pages.ts'
import { signatureFile } from './signature.ts'
import { noteText, startPage } from './start-page.ts'

export interface ZipOptions {
  readonly edition: Edition
  /** File to write; it appears when it is whole. */
  readonly out: string
  readonly cache: string
}

export interface Zipped {
  readonly files: number
  readonly bytes: number
}

type Content = ReadonlyMap<string, Buffer>

/**
 * Writes an edition as one zip that is read from a file share without a server: a page to start
 * from, the plain pages, the data file and its tables as CSV, manifest and signature. What the
 * edition has, the zip has byte for byte; the same edition gives the same zip.
 */
export async function zipEdition({ edition, out, cache }: ZipOptions): Promise<Zipped> {
  const manifest = readManifest(edition)
  const content = await contentOf(edition, manifest, cache)
  mkdirSync(dirname(out), { recursive: true })
  const unfinished = `${out}.unfinished`
  const zip = new ZipFile()
  const options = { mtime: localOf(manifest.published_at), mode: 0o100644, forceDosTimestamp: true }
  for (const path of [...content.keys()].sort()) {
    zip.addBuffer(content.get(path) ?? Buffer.alloc(0), path, options)
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(unfinished))
  renameSync(unfinished, out)
  return { files: content.size, bytes: readFileSync(out).length }
}

async function contentOf(edition: Edition, manifest: Manifest, cache: string): Promise<Content> {
  const content = new Map<string, Buffer>()
  const pages = await openPlainPages(edition, cache)
  try {
    for (const path of filesBelow(pages.folder)) {
      content.set(`plain/${path}`, readFileSync(join(pages.folder, path)))
    }
  } finally {
    pages.remove()
  }
  for (const path of [manifest.data_file, 'manifest.json', signatureFile]) {
    const file = join(edition.folder, path)
    if (existsSync(file)) content.set(path, readFileSync(file))
  }
  const data = join(edition.folder, manifest.data_file)
  for (const { name, csv } of await tableFiles(data)) content.set(`data/csv/${name}.csv`, csv)
  const about = { edition, manifest, isSigned: content.has(signatureFile), ...pages }
  content.set('index.html', Buffer.from(startPage(about)))
  content.set('说明.txt', Buffer.from(`\ufeff${noteText(about).replaceAll('\n', '\r\n')}`))
  return content
}

/** Zip keeps the time of a clock on the wall: that of UTC, wherever this is run. */
function localOf(instant: string): Date {
  const at = new Date(instant)
  return new Date(
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  )
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
