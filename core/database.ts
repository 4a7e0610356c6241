import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  type DuckDBValueConverter,
  JSDuckDBValueConverter,
} from '@duckdb/node-api'

/** A plain value of a row: numbers are JSON numbers, dates and instants ISO text. */
export type Row = Record<string, unknown>

/** One DuckDB connection behind the few calls that this program makes. */
export interface Database {
  readonly connection: DuckDBConnection
  /** Runs one or more statements; `values` bind to `$1`, `$2`… of a single statement. */
  run(sql: string, values?: readonly DuckDBValue[]): Promise<void>
  /** The rows of a query as plain objects. */
  rows<T extends Row = Row>(sql: string, values?: readonly DuckDBValue[]): Promise<T[]>
  /** The first row of a query; an error when there is none. */
  row<T extends Row = Row>(sql: string, values?: readonly DuckDBValue[]): Promise<T>
  close(): void
}

/** Options that keep DuckDB from reaching for the internet. */
const offline = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
}

/** A database that this process writes; `:memory:` when no path is given. */
export async function openDatabase(
  path = ':memory:',
  options: Readonly<Record<string, string>> = {},
): Promise<Database> {
  return connect(await DuckDBInstance.create(path, { ...offline, ...options }))
}

/**
 * A database file opened for reading by anybody: no extensions, no access to other files,
 * settings locked. `writable` names files that COPY may write.
 */
export async function openReader(
  path: string,
  options: { writable?: readonly string[] } = {},
): Promise<Database> {
  const instance = await DuckDBInstance.create(path, { ...offline, access_mode: 'READ_ONLY' })
  const database = await connect(instance)
  if (options.writable !== undefined && options.writable.length > 0) {
    const paths = options.writable.map((each) => `'${each.replaceAll("'", "''")}'`).join(', ')
    await database.run(`set allowed_paths = [${paths}]`)
  }
  await database.run('set enable_external_access = false')
  await database.run('set lock_configuration = true')
  return database
}

async function connect(instance: DuckDBInstance): Promise<Database> {
  const connection = await instance.connect()
  const rows = async <T extends Row>(sql: string, values?: readonly DuckDBValue[]) => {
    const reader = await connection.runAndReadAll(sql, values && [...values])
    return reader.convertRowObjects(plainValue) as T[] // the caller states the columns it selects
  }
  return {
    connection,
    rows,
    run: async (sql, values) => {
      await connection.run(sql, values && [...values])
    },
    row: async <T extends Row>(sql: string, values?: readonly DuckDBValue[]) => {
      const [first] = await rows<T>(sql, values)
      if (first === undefined) throw new Error(`no row: ${sql}`)
      return first
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** The one conversion policy: safe bigint and decimal become numbers, dates and instants ISO text. */
export const plainValue: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  }
  if (value instanceof DuckDBDecimalValue) return value.toDouble()
  if (value instanceof DuckDBDateValue) return value.toString()
  if (value instanceof DuckDBTimestampTZValue) {
    return new Date(Number(value.micros / 1000n)).toISOString()
  }
  if (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue
  ) {
    return value.toString().replace(' ', 'T')
  }
  return JSDuckDBValueConverter(value, type, converter as never) // the library's own recursion
}
