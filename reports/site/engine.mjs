// DuckDB's blocking engine for the process that renders: it opens the data file of one edition at
// a time, and keeps the results for the browser, which draws a page from them before its own
// engine has started.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createDuckDB, NODE_RUNTIME, VoidLogger } from '@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs'
import { arrowTableToJSON, tableFromIPC } from '@evidence-dev/universal-sql/client-duckdb'

/** Starts the engine; extensions are never fetched. */
export async function startEngine() {
  const { database, connection } = await startDatabase()
  /** Results by SQL, and which of them each page asked for; of the open edition only. */
  const answers = new Map()
  const asked = new Map()
  const results = new Map()
  /** Columns of queries, which are the same in every data file with the same tables. */
  const columns = new Map()
  /** Row counts as results, by the number. */
  const counts = new Map()
  let tables = ''

  function run(sql) {
    const bytes = connection.useUnsafe((bindings, id) => bindings.runQuery(id, sql))
    return { bytes, hash: createHash('md5').update(bytes).digest('hex') }
  }

  function remembered(known, key, make) {
    if (!known.has(key)) known.set(key, make())
    return known.get(key)
  }

  /** Evidence asks thrice: for the columns of a query, for its length, and for its rows. */
  function answer(asked) {
    const sql = withoutNames(asked)
    if (sql.startsWith('DESCRIBE ')) return remembered(columns, sql, () => run(sql))
    const counted = /^SELECT COUNT\(\*\) as rowCount FROM \((SELECT \* FROM \([\s\S]*\) AS "q")\)$/.exec(sql)
    if (counted === null) return remembered(answers, sql, () => run(sql))
    const rows = remembered(answers, counted[1], () => run(counted[1]))
    const { numRows } = tableFromIPC(rows.bytes)
    return remembered(counts, numRows, () => run(`SELECT ${numRows}::BIGINT AS "rowCount"`))
  }

  return {
    /** Attaches the data file of an edition; nothing of the one before is remembered. */
    open(file) {
      connection.query('USE memory')
      connection.query('DETACH DATABASE IF EXISTS csq')
      database.dropFile('csq.duckdb')
      for (const known of [answers, asked, results]) known.clear()
      database.registerFileBuffer('csq.duckdb', new Uint8Array(readFileSync(file)))
      connection.query(`ATTACH 'csq.duckdb' AS csq (READ_ONLY)`)
      connection.query(`PRAGMA search_path='csq.main'`)
      const found = run(
        `SELECT string_agg(concat_ws(' ', table_name, column_name, data_type), ';' ORDER BY ALL) AS tables
        FROM duckdb_columns() WHERE database_name = 'csq'`,
      ).hash
      if (found !== tables) columns.clear()
      tables = found
    },
    /** The rows of a query; `cache` says for which page, so that the browser finds the result. */
    query(sql, cache) {
      const { bytes, hash } = answer(sql)
      if (cache) {
        const page = `${cache.route_hash}/${cache.additional_hash}`
        if (!asked.has(page)) asked.set(page, {})
        asked.get(page)[cache.query_name] = hash
        results.set(hash, bytes)
      }
      return arrowTableToJSON(tableFromIPC(bytes))
    },
    /** Files with the results that pages asked for, by their path below the edition. */
    files() {
      const files = new Map()
      for (const [page, queries] of asked) {
        files.set(`api/${page}/all-queries.json`, JSON.stringify(queries))
        for (const hash of Object.values(queries)) {
          files.set(`api/prerendered_queries/${hash}.arrow`, results.get(hash))
        }
      }
      return files
    },
  }
}

/** The text of a query without its comment and the names that are made up each time. */
function withoutNames(sql) {
  return sql
    .replace(/^---- .*\n/, '')
    .replace(/AS "inputQuery-[^"]*"/g, 'AS "q"')
    .trim()
}

async function startDatabase() {
  const folder = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm'))
  const bundle = (flavour) => ({
    mainModule: join(folder, `duckdb-${flavour}.wasm`),
    mainWorker: join(folder, `duckdb-node-${flavour}.worker.cjs`),
  })
  const database = await createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new VoidLogger(), NODE_RUNTIME)
  await database.instantiate()
  database.open({
    query: {
      castBigIntToDouble: true,
      castTimestampToDate: true,
      castDecimalToDouble: true,
      castDurationToTime64: true,
    },
  })
  const connection = database.connect()
  for (const setting of [
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'ieee_floating_point_ops = false',
    'old_implicit_casting = true',
  ]) {
    connection.query(`SET ${setting}`)
  }
  return { database, connection }
}
