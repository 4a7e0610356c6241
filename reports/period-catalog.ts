import type { Database, Row } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'

/** A table or view of the warehouse; `columns` as a table is created with. */
export interface Relation {
  readonly schema: string
  readonly table: string
  readonly columns: string
}

interface ColumnRow extends Row {
  readonly schema_name: string
  readonly table_name: string
  readonly columns: string
}

/** The tables and views of an attached catalog. */
export async function readRelations(
  database: Database,
  catalog: string,
): Promise<readonly Relation[]> {
  const rows = await database.rows<ColumnRow>(
    `select schema_name, table_name,
      string_agg('"' || replace(column_name, '"', '""') || '" ' || data_type, ', '
        order by column_index) as columns
    from duckdb_columns()
    where database_name = ${literal(catalog)} and not internal
    group by all order by all`,
  )
  return rows.map(({ schema_name: schema, table_name: table, columns }) => ({
    schema,
    table,
    columns,
  }))
}

/** Makes a catalog in memory with the schemas of `relations`. */
export async function makeCatalog(
  database: Database,
  catalog: string,
  relations: readonly Relation[],
): Promise<void> {
  const schemas = [...new Set(relations.map((each) => each.schema))]
  await database.run(
    [
      `attach ':memory:' as ${identifier(catalog)}`,
      ...schemas.map((schema) => `create schema if not exists ${identifier(catalog, schema)}`),
    ].join(';'),
  )
}

/** The figures of `indicators.shown` that editions of departments need, a query each. */
const shownParts = [
  `period_type = getvariable('period_type') and period_id = getvariable('period_id')
    and grouped_by in ('all', 'department', 'team')`,
  // a month's own figures are there already
  `period_type = 'month' and grouped_by = 'department' and period_id <> getvariable('period_id')
    and period_end <= getvariable('period_end')::date
    and period_end > getvariable('period_end')::date - interval 13 month`,
  `period_type = 'day' and grouped_by = 'department' and getvariable('period_type') = 'month'
    and period_start between getvariable('period_start')::date and getvariable('period_end')::date`,
]

/**
 * Makes the catalog `period`, from which editions of departments are cut: the relations of the
 * catalog `warehouse`, with what `indicators.shown` says of the period worked out
 * once for all.
 */
export async function makePeriodCatalog(
  database: Database,
  relations: readonly Relation[],
): Promise<void> {
  await makeCatalog(database, 'period', relations)
  const create = relations.map(({ schema, table, columns }) =>
    schema === 'indicators' && ['shown', 'values'].includes(table)
      ? `create table ${identifier('period', schema, table)} (${columns})`
      : `create view ${identifier('period', schema, table)}
        as from ${identifier('warehouse', schema, table)}`,
  )
  await database.run(create.join(';'))
  for (const part of shownParts) {
    await database.run(`insert into period.indicators.shown
      from warehouse.indicators.shown where ${part};
      insert into period.indicators."values" from warehouse.indicators."values" where ${part}`)
  }
}
