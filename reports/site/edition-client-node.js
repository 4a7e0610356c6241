// While pages are rendered: DuckDB's blocking engine, with results kept for the browser by
// Evidence's own cache so that a page draws before its engine has started.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cache_for_hash, get_arrow_if_sql_already_run } from '@evidence-dev/universal-sql'
import { arrowTableToJSON, tableFromIPC } from '@evidence-dev/universal-sql/client-duckdb'
import {
  createDuckDB,
  NODE_RUNTIME,
  VoidLogger,
} from '@duckdb/duckdb-wasm/dist/duckdb-node-blocking'

export { arrowTableToJSON, tableFromIPC }

let database
let connection

/** Starts the engine once; extensions are never fetched. */
export async function initDB() {
  if (connection) return
  const require = createRequire(join(process.cwd(), 'package.json'))
  const folder = dirname(require.resolve('@duckdb/duckdb-wasm'))
  const bundle = (flavour) => ({
    mainModule: join(folder, `duckdb-${flavour}.wasm`),
    mainWorker: join(folder, `duckdb-node-${flavour}.worker.cjs`),
  })
  database = await createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new VoidLogger(), NODE_RUNTIME)
  await database.instantiate()
  database.open({
    query: {
      castBigIntToDouble: true,
      castTimestampToDate: true,
      castDecimalToDouble: true,
      castDurationToTime64: true,
    },
  })
  connection = database.connect()
  for (const setting of [
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'ieee_floating_point_ops = false',
    'old_implicit_casting = true',
  ]) {
    connection.query(`SET ${setting}`)
  }
}

/** Attaches the data file of each source as a catalog with the source's name. */
export async function setParquetURLs(files) {
  for (const [source, [file]] of Object.entries(files)) {
    database.registerFileBuffer(`${source}.duckdb`, new Uint8Array(readFileSync(file)))
    connection.query(`ATTACH '${source}.duckdb' AS "${source}" (READ_ONLY)`)
  }
}

/** Pages write `source.table`; an attached catalog keeps its tables in `main`. */
export function updateSearchPath(sources) {
  connection.query(`PRAGMA search_path='${sources.map((source) => `${source}.main`).join(',')}'`)
}

/** The rows of a query; `cache` says for which page, so that the browser finds the result. */
export function query(sql, cache) {
  const known = cache?.prerendering ? get_arrow_if_sql_already_run(sql) : undefined
  const result = known ?? connection.query(sql)
  if (cache) cache_for_hash(sql, result, cache)
  return arrowTableToJSON(result)
}
