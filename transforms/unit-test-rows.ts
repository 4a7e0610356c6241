import type { Database } from '../core/database.ts'
import { nearestName, UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { toUtcSql, type Zone } from '../core/zone.ts'
import type { Cell, TestRows } from './unit-test.ts'

/** The columns of a table with their types, in order. */
export type Columns = ReadonlyMap<string, string>

/** The columns of a table that is there. */
export async function columnsOf(database: Database, table: string): Promise<Columns> {
  const rows = await database.rows<{ name: string; type: string }>(
    `select column_name as name, data_type as type from duckdb_columns()
    where schema_name || '.' || table_name = $1 and database_name = current_database()
    order by column_index`,
    [table],
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}

/** Rows as a query with the types of a table, and the columns that they name. */
export interface TypedRows {
  readonly columns: readonly string[]
  /** Null where there are no rows. */
  readonly sql: string | null
}

/** What rows are to be: columns of `table`, written at `where`, instants in `zone`. */
export interface RowsOf {
  readonly table: string
  readonly columns: Columns
  readonly where: string
  readonly zone: Zone
}

/**
 * Rows as a query. A column that a row leaves out is null; an instant without an offset is the
 * bank's time. A UserError names the column that is unknown or the value that has another type.
 */
export async function typedRows(
  database: Database,
  rows: TestRows,
  of: RowsOf,
): Promise<TypedRows> {
  return 'sql' in rows
    ? typedQuery(database, rows.sql, of)
    : typedRecords(database, rows.records, of)
}

async function typedRecords(
  database: Database,
  records: readonly Readonly<Record<string, Cell>>[],
  of: RowsOf,
): Promise<TypedRows> {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
  requireColumns(columns, of)
  if (records.length === 0) return { columns, sql: null }
  const cells = records.flatMap((record, index) =>
    columns.map((column) => ({ row: index + 1, column, value: record[column] ?? null })),
  )
  await requireValues(database, cells, of)
  const lines = records.map((record) => {
    const values = columns.map(
      (column) => `${valueSql(record[column] ?? null, typeOf(column, of), of.zone)}`,
    )
    return `(${values.join(', ')})`
  })
  return {
    columns,
    sql: `select * from (values ${lines.join(', ')}) t(${columns.map((each) => identifier(each)).join(', ')})`,
  }
}

async function typedQuery(database: Database, sql: string, of: RowsOf): Promise<TypedRows> {
  try {
    const described = await database.rows<{ column_name: string }>(`describe (${sql}\n)`)
    const columns = described.map((each) => each.column_name)
    requireColumns(columns, of)
    const cast = columns.map(
      (each) => `cast(${identifier(each)} as ${typeOf(each, of)}) as ${identifier(each)}`,
    )
    return { columns, sql: `select ${cast.join(', ')} from (${sql}\n)` }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UserError) throw error
    throw new UserError(`${of.where}: ${error.message}`, { cause: error })
  }
}

function requireColumns(names: readonly string[], { table, columns, where }: RowsOf): void {
  const unknown = names.find((name) => !columns.has(name))
  if (unknown === undefined) return
  const near = nearestName(unknown, columns.keys())
  throw new UserError(`${where}: ${table} has no column "${unknown}".`, {
    hint:
      near === undefined
        ? `its columns are ${[...columns.keys()].join(', ')}.`
        : `Did you mean: ${near}?`,
  })
}

function typeOf(column: string, { columns }: RowsOf): string {
  return columns.get(column) ?? 'varchar'
}

/** DuckDB would round 3.5 to a whole number in silence; here it is a mistake. */
const wholeNumber = /^(U?(BIG|SMALL|TINY|HUGE)INT|U?INTEGER)$/

async function requireValues(
  database: Database,
  cells: readonly { readonly row: number; readonly column: string; readonly value: Cell }[],
  of: RowsOf,
): Promise<void> {
  const tried = cells.flatMap(({ row, column, value }) => {
    if (value === null) return []
    const type = typeOf(column, of)
    const isBroken = wholeNumber.test(type)
      ? String(!/^-?\d+$/.test(value))
      : `${valueSql(value, type, of.zone, 'try_cast')} is null`
    return [`(${row}, ${literal(column)}, ${literal(value)}, ${literal(type)}, ${isBroken})`]
  })
  if (tried.length === 0) return
  const [broken] = await database.rows<{ at: number; name: string; value: string; type: string }>(
    `select * from (values ${tried.join(', ')}) t("at", name, value, type, is_broken)
    where is_broken order by "at" limit 1`,
  )
  if (broken === undefined) return
  throw new UserError(
    `${of.where}: row ${broken.at}, ${broken.name}: "${broken.value}" is no ${broken.type}.`,
  )
}

function valueSql(value: Cell, type: string, zone: Zone, cast = 'cast'): string {
  if (value === null) return `cast(null as ${type})`
  const text = literal(value)
  if (!type.startsWith('TIMESTAMP') || type.includes('WITH TIME ZONE')) {
    return `${cast}(${text} as ${type})`
  }
  if (/(Z|[+-]\d{2}(:?\d{2})?)$/i.test(value) && /\d:\d/.test(value)) {
    return `cast(timezone('UTC', ${cast}(${text} as timestamptz)) as ${type})`
  }
  return `cast(${toUtcSql(zone, `${cast}(${text} as timestamp)`)} as ${type})`
}
