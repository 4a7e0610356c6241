// In the browser Evidence's own engine runs; the data file is attached to it.
import * as engine from '@evidence-dev/universal-sql/client-duckdb'

export const { initDB, query, tableFromIPC, arrowTableToJSON } = engine

/** Attaches the data file of each source as a catalog with the source's name. */
export async function setParquetURLs(files, { addBasePath = (path) => path } = {}) {
  await engine.initDB()
  const database = window[Symbol.for('EVIDENCE_QUERY_ENGINE')]
  const connection = await database.connect()
  await connection.query('SET autoinstall_known_extensions = false')
  await connection.query('SET autoload_known_extensions = false')
  for (const [source, [file]] of Object.entries(files)) {
    const url = addBasePath(`/${file.replace(/^static\//, '')}`)
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${url}: ${response.status}`)
    await database.registerFileBuffer(`${source}.duckdb`, new Uint8Array(await response.arrayBuffer()))
    await connection.query(`ATTACH '${source}.duckdb' AS "${source}" (READ_ONLY)`)
  }
  await connection.close()
  // without a parquet file the engine only notes that its tables are ready
  await engine.setParquetURLs({}, { append: true, addBasePath })
}

/** Pages write `source.table`; an attached catalog keeps its tables in `main`. */
export function updateSearchPath(sources) {
  return engine.updateSearchPath(sources.map((source) => `${source}.main`))
}

/** A query that a reader wrote, on a connection of its own: column names and rows of plain values. */
export async function readRows(sql) {
  await engine.initDB()
  const connection = await window[Symbol.for('EVIDENCE_QUERY_ENGINE')].connect()
  try {
    const table = await connection.query(sql)
    const columns = table.schema.fields.map(({ name, type }, place) => {
      const vector = table.getChildAt(place)
      const isInstant = /^(Date|Timestamp)/.test(String(type))
      const read = (row) => {
        const value = vector.get(row)
        if (typeof value === 'bigint') return Number(value)
        return isInstant && typeof value === 'number' ? new Date(value) : value
      }
      return { name, read }
    })
    return {
      columns: columns.map(({ name }) => name),
      rows: Array.from({ length: table.numRows }, (_, row) => columns.map(({ read }) => read(row))),
    }
  } finally {
    await connection.close()
  }
}
