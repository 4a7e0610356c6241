import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { tableFromIPC } from 'apache-arrow'
import { openReader } from '../../core/database.ts'

/**
 * Where any of `words` stands in the files of a folder, whatever kind they are: bytes as they are,
 * packed ones unpacked, every cell of data files and of Arrow files. Own code, apart from the gate.
 */
export async function findWords(folder: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    const text = name.endsWith('.duckdb') ? await allCells(path) : allText(path)
    for (const word of words) if (text.includes(word)) found.push(`${name}: ${word}`)
  }
  return found
}

function allText(path: string): string {
  const bytes = readFileSync(path)
  if (path.endsWith('.wasm') || path.endsWith('.wasm.gz')) return ''
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  if (!path.endsWith('.arrow')) return text
  const rows = tableFromIPC(bytes).toArray() as readonly object[] // row proxies
  return text + rows.map((row) => Object.values(row).map(String).join('\n')).join('\n')
}

async function allCells(path: string): Promise<string> {
  const database = await openReader(path)
  try {
    const tables = await database.rows<{ name: string }>(
      `select table_name as name from duckdb_tables() where not internal`,
    )
    const cells: string[] = []
    for (const { name } of tables) {
      for (const row of await database.rows(`select * from "${name}"`)) {
        cells.push(...Object.values(row).map(String))
      }
    }
    return cells.join('\n')
  } finally {
    database.close()
  }
}
