// While pages are rendered, the process that renders them has the engine: see engine.mjs.
import { Query } from '@evidence-dev/sdk/usql'

export { arrowTableToJSON, tableFromIPC } from '@evidence-dev/universal-sql/client-duckdb'

/** Queries are remembered by their text, which is the same in the next edition. */
globalThis.csqForget = () => Query.emptyCache()

export async function initDB() {}

export async function setParquetURLs() {}

export function updateSearchPath() {}

export function query(sql, cache) {
  return globalThis.csqEngine.query(sql, cache)
}
