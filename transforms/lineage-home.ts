import type { Database } from '../core/database.ts'
import { type BaseTables, type Lineage, rootsOf } from './lineage.ts'
import type { Model } from './model.ts'

/** The staging table that a mart's rows come from one by one, and the columns that join them. */
export interface HomeTable {
  readonly staging: string
  readonly key: readonly { readonly mart: string; readonly staging: string }[]
}

/** The columns of the tables of a warehouse that models read and do not make. */
export async function readBaseTables(database: Database): Promise<BaseTables> {
  const rows = await database.rows<{ name: string; columns: string[] }>(
    `select schema_name || '.' || table_name as name,
      list(column_name order by column_index) as columns
    from duckdb_columns()
    where schema_name in ('landing', 'reference') and database_name = current_database()
    group by name order by name`,
  )
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

/**
 * Where the rows of a mart were delivered: the staging table whose whole key the mart's key hands
 * on, so that `_file_id` and `_row` can be looked up; undefined when there is none.
 */
export function homeOf(
  lineage: Lineage,
  models: readonly Model[],
  mart: string,
): HomeTable | undefined {
  const grain = models.find((model) => model.name === mart)?.grain ?? []
  const ancestors = new Map(
    grain.map((name) => [name, handedOnFrom(lineage, `${mart}.${name}`)] as const),
  )
  for (const { name: staging, layer, grain: stagingKey } of models) {
    if (layer !== 'staging') continue
    const key = stagingKey.flatMap((column) => {
      const own = grain.find((name) => ancestors.get(name)?.has(`${staging}.${column}`))
      return own === undefined ? [] : [{ mart: own, staging: column }]
    })
    if (key.length > 0 && key.length === stagingKey.length) return { staging, key }
  }
  return undefined
}

/** The columns of earlier models that a column is, under whatever name. */
function handedOnFrom(lineage: Lineage, column: string): ReadonlySet<string> {
  const found = new Set<string>()
  let next: string | undefined = column
  while (next !== undefined) {
    found.add(next)
    const made = lineage.columns.get(next)
    next = made?.steps.length === 0 && made.from.length === 1 ? made.from[0] : undefined
  }
  return found
}

/** A model and all that it reads, nearest first; base tables are left out. */
export function modelsBehind(models: readonly Model[], name: string): readonly Model[] {
  const byName = new Map(models.map((model) => [model.name, model]))
  const found: Model[] = []
  let names: readonly string[] = [name]
  while (names.length > 0) {
    const level = names.flatMap((each) => byName.get(each) ?? [])
    found.push(...level.filter((each) => !found.includes(each)))
    names = [...new Set(level.flatMap((each) => each.reads))].filter(
      (each) => !found.some((model) => model.name === each),
    )
  }
  return found
}

/** The base tables behind columns of a model, with what decides which of its rows there are. */
export function tablesBehind(
  lineage: Lineage,
  models: readonly Model[],
  model: string,
  columns: readonly string[],
): readonly string[] {
  const deciding = modelsBehind(models, model).flatMap((each) => lineage.rows.get(each.name) ?? [])
  const all = [...columns.map((name) => `${model}.${name}`), ...deciding]
  const roots = all.flatMap((column) => rootsOf(lineage, column))
  return [...new Set(roots.map((root) => root.slice(0, root.lastIndexOf('.'))))].sort()
}
