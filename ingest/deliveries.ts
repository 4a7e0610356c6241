import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A file as it lies in the inbox, and the name that people know it by. */
export interface DeliveredFile {
  readonly path: string
  readonly name: string
}

/** Files below a folder, by code point of their path relative to it; hidden ones are left alone. */
export function deliveries(folder: string, prefix: string): DeliveredFile[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(folder.length + 1).replaceAll('\\', '/')
      return { path, name }
    })
  return found
    .sort((a, b) => compareCodePoints(a.name, b.name))
    .map(({ path, name }) => ({ path, name: `${prefix}/${name}` }))
}

/** Order by code point; JavaScript compares UTF-16 units, which differ beyond the first plane. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
