import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const extensions = ['parquet', 'icu', 'json', 'httpfs', 'fts', 'autocomplete', 'excel', 'inet']
const emptyModule = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])

/**
 * Makes a private HOME in which every DuckDB extension is an empty module. On Node the
 * WebAssembly engine waits for ever for an extension that it cannot fetch; with an empty one the
 * query fails at once and says why.
 */
export function makeOfflineHome(folder: string): string {
  for (const flavour of ['wasm_eh', 'wasm_mvp']) {
    const path = join(folder, '.duckdb/extensions/extensions.duckdb.org/v1.4.3', flavour)
    mkdirSync(path, { recursive: true })
    for (const name of extensions) {
      writeFileSync(join(path, `${name}.duckdb_extension.wasm`), emptyModule)
    }
  }
  return folder
}
