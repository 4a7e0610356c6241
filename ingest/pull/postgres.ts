import pg from 'pg'
import { UserError } from '../../core/errors.ts'
import {
  type BoundQuery,
  binaryColumn,
  bindWatermark,
  type Connection,
  checkColumns,
  describeError,
  readConnection,
} from './connection.ts'
import type { DatabaseQuery, PulledRow, PullOptions } from './query.ts'

const defaults = { connectMs: 10_000, statementMs: 600_000, batch: 500 }

/** What PostgreSQL types are in the wire protocol. */
const types = { boolean: 16, bytea: 17, byteaArray: 1001, timestamptz: 1184 }

/** The rows of a query on PostgreSQL, fetched by a cursor from one read-only snapshot. */
export async function* readPostgres(
  query: DatabaseQuery,
  { variables, watermark, limits = {} }: PullOptions & { limits?: Partial<typeof defaults> },
): AsyncGenerator<PulledRow> {
  const { connectMs, statementMs, batch } = { ...defaults, ...limits }
  const connection = readConnection(variables, query.connection, ['postgres:', 'postgresql:'])
  const bound = bindWatermark(query, watermark, '$1')
  const client = await connect(connection, connectMs, statementMs)
  try {
    await begin(client, connection, statementMs)
    await ask(client, connection, {
      sql: `declare pulled no scroll cursor for ${bound.sql}`,
      values: bound.values,
    })
    for (let isFirst = true; ; isFirst = false) {
      const fetched = await ask(client, connection, { sql: `fetch ${batch} pulled`, values: [] })
      const columns = fetched.fields.map((field) => field.name)
      if (isFirst) {
        checkColumns(columns, query)
        refuseBytes(fetched.fields)
      }
      for (const cells of fetched.rows) yield toRow(columns, fetched.fields, cells)
      if (fetched.rows.length < batch) return
    }
  } finally {
    // the transaction ends with its connection; nothing was written
    await client.end().catch(() => undefined)
  }
}

async function connect(
  connection: Connection,
  connectMs: number,
  statementMs: number,
): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: connection.url,
      application_name: 'csq',
      connectionTimeoutMillis: connectMs,
      // the server stops a slow statement by itself; this is for a server that is gone
      query_timeout: statementMs + 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    })
    // a connection lost between two statements is reported by the next one
    client.on('error', () => undefined)
    await client.connect()
    return client
  } catch (error) {
    const { code, message } = describeError(error)
    const isRefused = code.startsWith('28')
    throw new UserError(
      isRefused
        ? `PostgreSQL at ${connection.place} refused the user or password: ${connection.hide(message)}`
        : `Cannot connect to PostgreSQL at ${connection.place}: ${connection.hide(message)}`,
      {
        hint: isRefused
          ? 'check the user and password in the URL, and that pg_hba.conf lets this machine in.'
          : 'check host, port and database in the URL, and that this machine may reach it.',
      },
    )
  }
}

/** `set local` ends with the transaction, so that a pooled session is left as it was. */
async function begin(client: pg.Client, connection: Connection, statementMs: number) {
  const settings = [
    'begin isolation level repeatable read read only',
    `set local statement_timeout = ${statementMs}`,
    'set local idle_in_transaction_session_timeout = 0',
    // every row is wanted, not the first ones fast
    'set local cursor_tuple_fraction = 1',
    "set local timezone = 'UTC'",
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'iso_8601'",
    'set local extra_float_digits = 3',
  ]
  for (const sql of settings) await ask(client, connection, { sql, values: [] })
}

async function ask(client: pg.Client, connection: Connection, { sql, values }: BoundQuery) {
  const config = {
    text: sql,
    values: [...values],
    rowMode: 'array' as const,
    // the text as PostgreSQL writes it
    types: { getTypeParser: () => (text: string) => text },
    // one statement only, whatever the text contains; @types/pg does not know the option
    queryMode: 'extended',
  }
  try {
    return await client.query<(string | null)[]>(config)
  } catch (error) {
    const { code, message } = describeError(error)
    throw new UserError(
      `The query on PostgreSQL at ${connection.place} failed: ${connection.hide(message)}`,
      { hint: code === '57014' ? 'ask for less at once, or add an index.' : 'correct the query.' },
    )
  }
}

function refuseBytes(fields: readonly pg.FieldDef[]): void {
  for (const { name, dataTypeID } of fields) {
    if (dataTypeID === types.bytea || dataTypeID === types.byteaArray) {
      throw binaryColumn(name, 'bytea')
    }
  }
}

function toRow(
  columns: readonly string[],
  fields: readonly pg.FieldDef[],
  cells: readonly (string | null)[],
): PulledRow {
  return Object.fromEntries(
    cells.map((cell, index) => [columns[index], toText(cell, fields[index]?.dataTypeID)]),
  )
}

function toText(cell: string | null, type: number | undefined): string | null {
  if (cell === null) return null
  if (type === types.boolean) return cell === 't' ? 'true' : 'false'
  // 2026-09-01 08:00:00.123456+00, unless it is infinite or before Christ
  if (type === types.timestamptz) return cell.replace(/^(\S+) (\S+)\+00$/, '$1T$2Z')
  return cell
}
