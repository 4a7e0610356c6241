// Opens the one data file of an edition in DuckDB: it takes the place of Evidence's parquet files,
// whose reader is an extension that is fetched from the internet. Staged as src/edition-client.js.
import { browser } from '$app/environment'
import * as engine from '@evidence-dev/universal-sql/client-duckdb'

export const { tableFromIPC, initDB, query, arrowTableToJSON } = engine

const noFetching = [
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
]

/** Attaches each data file as a catalog with the name of its source. */
export async function setParquetURLs(files, options = {}) {
  const { addBasePath = (path) => path } = options
  for (const [source, [file]] of Object.entries(files)) {
    if (browser) await attachInBrowser(source, addBasePath(`/${file.replace(/^static\//, '')}`))
    else attachOnServer(source, file)
  }
  // with no parquet file, the engine only notes that its tables are ready
  await engine.setParquetURLs({}, browser ? { append: true, addBasePath } : true)
}

/** Pages write `source.table`; an attached catalog keeps its tables in `main`. */
export function updateSearchPath(sources) {
  return engine.updateSearchPath(sources.map((source) => `${source}.main`))
}

function attachOnServer(source, file) {
  for (const statement of noFetching) engine.query(statement)
  engine.query(`ATTACH '${file}' AS "${source}" (READ_ONLY)`)
}

async function attachInBrowser(source, url) {
  await engine.initDB()
  const database = window[Symbol.for('EVIDENCE_QUERY_ENGINE')]
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  await database.registerFileBuffer(`${source}.duckdb`, new Uint8Array(await response.arrayBuffer()))
  const connection = await database.connect()
  for (const statement of noFetching) await connection.query(statement)
  await connection.query(`ATTACH '${source}.duckdb' AS "${source}" (READ_ONLY)`)
  await connection.close()
}
