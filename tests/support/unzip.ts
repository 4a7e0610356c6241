import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { openPromise } from 'yauzl'

/** Unpacks a zip into a folder; returns the paths of its files in their order. */
export async function unzip(file: string, folder: string): Promise<readonly string[]> {
  const zip = await openPromise(file, { lazyEntries: true })
  const paths: string[] = []
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, await buffer(await zip.openReadStreamPromise(entry)))
    paths.push(entry.fileName)
  }
  return paths
}
