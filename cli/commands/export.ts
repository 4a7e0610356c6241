import { resolve } from 'node:path'
import { type Edition, findEdition } from '../../reports/edition.ts'
import { zipEdition } from '../../reports/export/zip-edition.ts'
import type { Context } from '../context.ts'

export interface ExportCommandOptions {
  readonly out?: string
}

/** `csq export EDITION`: one zip that is read from a file share. */
export async function exportCommand(
  { output, workspace }: Context,
  name: string,
  options: ExportCommandOptions,
): Promise<void> {
  const edition = findEdition(workspace.editions, name)
  const out = resolve(options.out ?? `${fileStem(edition)}.zip`)
  const made = await zipEdition({ edition, out, cache: siteCache(workspace.cache) })
  output.say(`${edition.id}: ${made.files} files, ${(made.bytes / 1e6).toFixed(1)} MB`)
  output.say(out)
  output.result({ edition: edition.id, file: out, ...made })
}

/** Name of a file made of an edition, without its ending: `2026-Q3-department-D02-r1`. */
export function fileStem(edition: Edition): string {
  return edition.id.replaceAll('/', '-')
}

/** Where compiled pages are kept. */
export function siteCache(cache: string): string {
  return resolve(cache, 'site')
}
