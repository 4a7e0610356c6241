import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/** A table or view that a reader can ask. */
export interface TableName {
  /** `marts.contacts` */
  readonly name: string
  readonly columns: readonly string[]
}

/** Schemas in the order in which a reader should look at them. */
const schemas = ['marts', 'indicators', 'findings', 'reference', 'staging', 'landing', 'ops']

/** Every table and view with its columns, those that a reader should look at first before others. */
export async function readTableNames(database: Database): Promise<readonly TableName[]> {
  const rows = await database.rows<{ schema: string; name: string; columns: string[] }>(
    `select schema_name as schema, table_name as name,
      list(column_name order by column_index) as columns
    from duckdb_columns() where not internal group by all order by all`,
  )
  const rank = (schema: string) => (schemas.indexOf(schema) + 100) % 100
  return rows
    .sort((a, b) => rank(a.schema) - rank(b.schema))
    .map(({ schema, name, columns }) => ({ name: `${schema}.${name}`, columns }))
}

/** The tables that are named so, with or without their schema. */
export function tablesNamed(tables: readonly TableName[], name: string): readonly TableName[] {
  return tables.filter(
    (each) => each.name === name || each.name.slice(each.name.indexOf('.') + 1) === name,
  )
}

/** SQL: the tables whose name contains a word, with what a row of them is. */
export function tableListSql(word: string): string {
  const shown = `select schema_name || '.' || table_name as name`
  const order = schemas.map((each) => literal(each)).join(', ')
  return `select name, rows, regexp_replace(left(comment, 90), '^(.{80}\\S*) .*$', '\\1 …') as comment
    from (
      ${shown}, estimated_size as rows, comment from duckdb_tables() where not internal
      union all ${shown.replace('table_name', 'view_name')}, null, comment
      from duckdb_views() where not internal
    ) where contains(name, ${literal(word)})
    order by coalesce(list_position([${order}], split_part(name, '.', 1)), 99), name`
}

/** SQL: the columns of a table, `schema.table`. */
export function columnListSql(table: string): string {
  return `select column_name as name, data_type as type, comment from duckdb_columns()
    where schema_name || '.' || table_name = ${literal(table)} order by column_index`
}
