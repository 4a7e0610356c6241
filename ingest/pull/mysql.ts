import mysql, { type FieldPacket, type Connection as Session } from 'mysql2'
import { UserError } from '../../core/errors.ts'
import {
  binaryColumn,
  bindWatermark,
  type Connection,
  checkColumns,
  describeError,
  readConnection,
} from './connection.ts'
import { asText, isBytes } from './mysql-text.ts'
import type { DatabaseQuery, PulledRow, PullOptions } from './query.ts'
import { inUtcDigits } from './watermark.ts'

/** A statement lasts until its last row is taken: its limit covers what follows a pull. */
const defaults = { connectMs: 10_000, statementMs: 3_600_000 }

/** The rows of a query on MySQL or MariaDB, streamed from one read-only transaction. */
export async function* readMysql(
  query: DatabaseQuery,
  { variables, watermark, limits = {} }: PullOptions & { limits?: Partial<typeof defaults> },
): AsyncGenerator<PulledRow> {
  const { connectMs, statementMs } = { ...defaults, ...limits }
  const connection = readConnection(variables, query.connection, ['mysql:', 'mariadb:'])
  const bound = bindWatermark(query, watermark, '?')
  // the session is in UTC, and MariaDB reads no offsets
  const values = Array.from({ length: bound.uses }, () => inUtcDigits(bound.values[0] ?? ''))
  const session = await connect(connection, connectMs)
  let late: NodeJS.Timeout | undefined
  try {
    await begin(session, statementMs, connectMs)
    const stream = session.execute({ sql: bound.sql, rowsAsArray: true }, values).stream()
    // a lost connection is told to the session alone: the stream would wait forever
    session.on('error', (error) => stream.destroy(error))
    // the server stops a slow statement by itself; this is for a server that is gone
    late = setTimeout(
      () => stream.destroy(new Error(`no end after ${statementMs / 1000} s`)),
      statementMs + 30_000,
    )
    let fields: readonly FieldPacket[] = []
    stream.once('fields', (found: FieldPacket[]) => {
      fields = found
      const problem = problemOf(found, query)
      if (problem !== undefined) stream.destroy(problem)
    })
    for await (const cells of stream) yield toRow(fields, cells)
  } catch (error) {
    throw error instanceof UserError ? error : failure(error, connection)
  } finally {
    clearTimeout(late)
    session.destroy()
  }
}

function connect(connection: Connection, connectMs: number): Promise<Session> {
  return new Promise((resolve, reject) => {
    const session = mysql.createConnection({
      uri: connection.url,
      charset: 'utf8mb4',
      connectTimeout: connectMs,
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      jsonStrings: true,
    })
    // a connection lost between two statements is reported by the next one
    session.on('error', () => undefined)
    session.connect((error) => {
      if (error === null) return resolve(session)
      session.destroy()
      reject(refusal(error, connection))
    })
  })
}

async function begin(session: Session, statementMs: number, timeout: number) {
  const version = await ask(session, 'select version() as version', timeout)
  const isMaria = JSON.stringify(version).includes('MariaDB')
  const settings = [
    isMaria
      ? `set session max_statement_time = ${statementMs / 1000}`
      : `set session max_execution_time = ${statementMs}`,
    // the server would hang up on a reader that rests for a minute
    'set session net_write_timeout = 3600',
    "set session time_zone = '+00:00'",
    'set session transaction isolation level repeatable read',
    'start transaction with consistent snapshot, read only',
  ]
  for (const sql of settings) await ask(session, sql, timeout)
}

function ask(session: Session, sql: string, timeout: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.query({ sql, timeout }, (error, rows) =>
      error === null ? resolve(rows) : reject(error),
    )
  })
}

function problemOf(fields: readonly FieldPacket[], query: DatabaseQuery): Error | undefined {
  const bytes = fields.find(isBytes)
  if (bytes !== undefined) return binaryColumn(bytes.name, 'blob')
  try {
    checkColumns(
      fields.map((field) => field.name),
      query,
    )
    return undefined
  } catch (error) {
    return error as Error // checkColumns throws UserError alone
  }
}

function toRow(fields: readonly FieldPacket[], cells: readonly unknown[]): PulledRow {
  return Object.fromEntries(fields.map((field, index) => [field.name, asText(cells[index], field)]))
}

function refusal(error: unknown, { place, hide }: Connection): UserError {
  const { code, message } = describeError(error)
  const isRefused = code === 'ER_ACCESS_DENIED_ERROR'
  return new UserError(
    isRefused
      ? `MySQL at ${place} refused the user or password: ${hide(message)}`
      : `Cannot connect to MySQL at ${place}: ${hide(message)}`,
    {
      hint: isRefused
        ? 'check the user and password in the URL, and that the user may come from this machine.'
        : 'check host, port and database in the URL, and that this machine may reach it.',
    },
  )
}

function failure(error: unknown, { place, hide }: Connection): UserError {
  const { code, message } = describeError(error)
  const isSlow = code === 'ER_STATEMENT_TIMEOUT' || code === 'ER_QUERY_TIMEOUT'
  return new UserError(`The query on MySQL at ${place} failed: ${hide(message)}`, {
    hint: isSlow ? 'ask for less at once, or add an index.' : 'correct the query.',
  })
}
