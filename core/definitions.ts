import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The root folder of the program. */
export const programRoot = fileURLToPath(new URL('..', import.meta.url))

/**
 * The default exports of every module of a folder, in name order: the files are the registry.
 * `belongs` tells definitions from helper modules beside them.
 */
export async function readDefinitions<T>(
  folder: string,
  belongs: (value: unknown) => value is T,
): Promise<readonly T[]> {
  const files = readdirSync(join(programRoot, folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
  const found: T[] = []
  for (const file of files) {
    const module: { default?: unknown } = await import(
      pathToFileURL(join(programRoot, folder, file)).href
    )
    if (belongs(module.default)) found.push(module.default)
  }
  return found
}
