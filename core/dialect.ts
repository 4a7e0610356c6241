import { type DuckDBValue, timestampValue } from '@duckdb/node-api'
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  DialectAdapterBase,
  type Driver,
  Kysely,
  PostgresQueryCompiler,
  type QueryResult,
  type TableMetadata,
} from 'kysely'
import { type Database, plainValue } from './database.ts'

/** A Kysely query builder over an open database; values come back by the policy of `plainValue`. */
export function queryBuilder<Tables>(database: Database): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: duckdbDialect(database) })
}

/**
 * A Kysely dialect over one open DuckDB connection. Queries take turns on it; the database stays
 * open when the builder is destroyed.
 */
export function duckdbDialect(database: Database): Dialect {
  return {
    createDriver: () => oneConnection(duckdbConnection(database)),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new DuckDBAdapter(),
    createIntrospector: (builder: Kysely<unknown>) => introspector(builder),
  }
}

const changing: readonly string[] = ['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']

function duckdbConnection({ connection }: Database): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const reader = await connection.runAndReadAll(query.sql, query.parameters.map(bound))
      const rows = reader.convertRowObjects(plainValue)
      const counted = changing.includes(query.query.kind) ? rows[0]?.Count : undefined
      if (typeof counted === 'number' && reader.columnCount === 1) {
        return { numAffectedRows: BigInt(counted), rows: [] }
      }
      return { rows: rows as R[] } // Kysely derives R from the columns of the query
    },
    async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
      const result = await connection.stream(query.sql, query.parameters.map(bound))
      for await (const rows of result.yieldConvertedRowObjects(plainValue)) {
        yield { rows: rows as R[] } // as above
      }
    },
  }
}

/** A driver that lends its only connection to one query or transaction at a time. */
function oneConnection(connection: DatabaseConnection): Driver {
  let last: Promise<void> = Promise.resolve()
  let release = () => {}
  const command = async (text: string) => {
    await connection.executeQuery(CompiledQuery.raw(text))
  }
  return {
    init: async () => {},
    acquireConnection: async () => {
      const before = last
      let done = () => {}
      last = new Promise((resolve) => {
        done = resolve
      })
      await before
      release = done
      return connection
    },
    releaseConnection: async () => release(),
    beginTransaction: () => command('begin transaction'),
    commitTransaction: () => command('commit'),
    rollbackTransaction: () => command('rollback'),
    destroy: async () => {},
  }
}

class DuckDBAdapter extends DialectAdapterBase {
  override get supportsReturning(): boolean {
    return true
  }
  override get supportsTransactionalDdl(): boolean {
    return true
  }
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

function bound(value: unknown): DuckDBValue {
  if (value instanceof Date) return timestampValue(BigInt(value.getTime()) * 1000n)
  return value as DuckDBValue // Kysely passes on what the caller wrote
}

type Catalog = {
  duckdb_columns: {
    database_name: string
    schema_name: string
    table_name: string
    column_name: string
    column_index: number
    data_type: string
    is_nullable: boolean
    column_default: string | null
    internal: boolean
  }
  duckdb_views: { database_name: string; schema_name: string; view_name: string }
}

function introspector(builder: Kysely<unknown>): DatabaseIntrospector {
  const catalog = builder.withTables<Catalog>()
  const getTables = async (): Promise<TableMetadata[]> => {
    const views = await catalog.selectFrom('duckdb_views').selectAll().execute()
    const isView = new Set(views.map((each) => `${each.schema_name}.${each.view_name}`))
    const columns = await catalog
      .selectFrom('duckdb_columns')
      .selectAll()
      .where('internal', '=', false)
      .orderBy('schema_name')
      .orderBy('table_name')
      .orderBy('column_index')
      .execute()
    const tables = new Map<string, TableMetadata>()
    for (const each of columns) {
      const name = `${each.schema_name}.${each.table_name}`
      const table = tables.get(name) ?? {
        name: each.table_name,
        schema: each.schema_name,
        isView: isView.has(name),
        columns: [],
      }
      table.columns.push({
        name: each.column_name,
        dataType: each.data_type,
        isNullable: each.is_nullable,
        isAutoIncrementing: false,
        hasDefaultValue: each.column_default !== null,
      })
      tables.set(name, table)
    }
    return [...tables.values()]
  }
  return {
    getTables,
    getSchemas: async () =>
      [...new Set((await getTables()).map((each) => each.schema ?? 'main'))].map((name) => ({
        name,
      })),
    getMetadata: async () => ({ tables: await getTables() }),
  }
}
