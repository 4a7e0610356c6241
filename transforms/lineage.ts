import type { Database } from '../core/database.ts'
import { buildOrder } from './graph.ts'
import { queryColumns } from './lineage-query.ts'
import type { Step } from './lineage-scope.ts'
import { parseSelect } from './lineage-tree.ts'
import type { Model } from './model.ts'

/** A column and what it is computed from, one table back. */
export interface ColumnLineage {
  /** `marts.contacts.is_answered` */
  readonly column: string
  /** Columns of the tables that its model reads, sorted; none for a constant or a count of rows. */
  readonly from: readonly string[]
  /** What its model computes on the way, innermost first; none when it is handed on as it is. */
  readonly steps: readonly Step[]
}

/** Of every model the columns, and what decides its rows. */
export interface Lineage {
  readonly columns: ReadonlyMap<string, ColumnLineage>
  /** Model to the columns in its joins, filters and groups: they decide which rows there are. */
  readonly rows: ReadonlyMap<string, readonly string[]>
  /** Columns of the tables that no model makes. */
  readonly base: ReadonlySet<string>
}

/** The columns of the tables that models read and do not make, by `schema.table`. */
export type BaseTables = ReadonlyMap<string, readonly string[]>

/** Where every column of every model comes from, by DuckDB's parse tree of its SQL. */
export async function readLineage(
  database: Database,
  models: readonly Model[],
  tables: BaseTables,
): Promise<Lineage> {
  const known = new Map(tables)
  const columns = new Map<string, ColumnLineage>()
  const rows = new Map<string, readonly string[]>()
  for (const model of buildOrder(models)) {
    const made = await sqlColumns(database, model, known)
    known.set(model.name, [...made.columns.keys()])
    for (const [name, { from, steps }] of made.columns) {
      const column = `${model.name}.${name}`
      columns.set(column, { column, from: [...from].sort(), steps: [...steps] })
    }
    rows.set(model.name, [...made.rows.from].sort())
  }
  const made = new Set(models.map((model) => model.name))
  const base = [...tables].filter(([table]) => !made.has(table))
  const names = base.flatMap(([table, list]) => list.map((name) => `${table}.${name}`))
  return { columns, rows, base: new Set(names) }
}

async function sqlColumns(database: Database, model: Model, known: BaseTables) {
  const tree = await parseSelect(database, model.sql)
  try {
    return queryColumns(tree, tableScope(known))
  } catch (error) {
    throw new Error(`transforms/${model.layer}/${model.table}.sql: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function tableScope(known: BaseTables) {
  return {
    steps: new Map(),
    outer: undefined,
    tables: (schema: string, table: string) =>
      known.get(`${schema}.${table}`)?.map((name) => name.toLowerCase()),
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The columns of one table that an SQL expression over it names, in the order of the table. */
export async function columnsNamed(
  database: Database,
  table: string,
  columns: readonly string[],
  expression: string,
): Promise<readonly string[]> {
  const tree = await parseSelect(database, `select (${expression}) as asked from ${table}`)
  const { from } = queryColumns(tree, tableScope(new Map([[table, columns]]))).columns.get(
    'asked',
  ) ?? { from: new Set<string>() }
  return columns.filter((name) => from.has(`${table}.${name.toLowerCase()}`))
}

/** The columns of base tables that a column is computed from in the end, sorted. */
export function rootsOf(lineage: Lineage, column: string): readonly string[] {
  const roots = new Set<string>()
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    const made = lineage.columns.get(name)
    if (made === undefined) roots.add(name)
    else made.from.forEach(visit)
  }
  visit(column)
  return [...roots].sort()
}

/** Every model column that is computed from a column, directly or through others, in build order. */
export function dependentsOf(lineage: Lineage, column: string): readonly string[] {
  const reached = new Set([column])
  const found: string[] = []
  for (const { column: name, from } of lineage.columns.values()) {
    if (reached.has(name) || !from.some((each) => reached.has(each))) continue
    reached.add(name)
    found.push(name)
  }
  return found
}
