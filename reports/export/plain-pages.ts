import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Edition, readManifest } from '../edition.ts'
import { buildPlain } from '../plain/build-plain.ts'
import { renderPlain } from '../plain/render-plain.ts'

/** The plain pages of an edition, in a folder. */
export interface PlainFolder {
  readonly folder: string
  /** False where the edition holds none itself, and they were made from its data file. */
  readonly isPublished: boolean
  remove(): void
}

/** The plain pages of an edition: its own, or made from its data file where it is older than they. */
export async function openPlainPages(
  edition: Pick<Edition, 'folder'>,
  cache: string,
): Promise<PlainFolder> {
  const own = join(edition.folder, 'plain')
  if (existsSync(join(own, 'index.html'))) {
    return { folder: own, isPublished: true, remove: () => undefined }
  }
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'plain-of-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const data = join(edition.folder, readManifest(edition).data_file)
    await renderPlain({ bundle: await buildPlain(cache), data, out: folder })
    return { folder, isPublished: false, remove }
  } catch (error) {
    remove()
    throw error
  }
}
