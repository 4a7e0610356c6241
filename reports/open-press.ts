import { join } from 'node:path'
import { programRoot } from '../core/definitions.ts'
import { buildApp } from './build-app.ts'
import { hashFile } from './edition-files.ts'
import { buildPlain } from './plain/build-plain.ts'
import type { Press, Run } from './publish-steps.ts'
import { readShell } from './render-edition.ts'
import { openRenderer } from './renderer.ts'

/** Builds the application where it is not built, and starts the process that renders. */
export async function openPress({ workspace, say }: Run): Promise<Press> {
  say('application')
  const site = join(programRoot, 'reports', 'site')
  const parts = {
    site,
    reports: join(programRoot, 'reports'),
    config: join(programRoot, 'evidence.config.yaml'),
  }
  const cache = join(workspace.cache, 'site')
  const { app } = await buildApp(parts, cache)
  const shell = readShell(app)
  const hashes = new Map<string, string>()
  for (const path of shell.linked) hashes.set(path, await hashFile(join(shell.folder, path)))
  const plain = await buildPlain(cache)
  return { shell, hashes, plain, renderer: openRenderer({ app, site, cache }) }
}
