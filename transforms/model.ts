import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { literal } from '../core/sql.ts'
import { type Moves, type Parts, readMoves, readParts, requireWholeParts } from './parts.ts'

/** One SQL file: the path is the name, the header is the contract. */
export interface Model {
  /** `marts.contacts` */
  readonly name: string
  readonly layer: string
  readonly table: string
  readonly sql: string
  /** "One row per …", joined to one line. */
  readonly description: string
  readonly grain: readonly string[]
  readonly columns: readonly { readonly name: string; readonly description: string }[]
  /** Tables that the SQL reads, `schema.table`, as DuckDB's own parser sees them. */
  readonly reads: readonly string[]
  /** How it may be built in parts; it is built whole where the header does not say. */
  readonly parts?: Parts | undefined
  /** What the cut-off changes as it passes. */
  readonly moves?: readonly Moves[]
}

/** The layers in the order they are built, with what each may read. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  staging: ['landing'],
  marts: ['staging', 'marts', 'reference'],
}

/** Every model of `transforms/`. */
export async function readModels(database: Database): Promise<readonly Model[]> {
  const models: Model[] = []
  for (const layer of Object.keys(layers)) {
    const folder = join(programRoot, 'transforms', layer)
    for (const file of readdirSync(folder)
      .filter((each) => each.endsWith('.sql'))
      .sort()) {
      models.push(
        await readModel(
          database,
          layer,
          file.slice(0, -4),
          readFileSync(join(folder, file), 'utf8'),
        ),
      )
    }
  }
  return models
}

async function readModel(
  database: Database,
  layer: string,
  table: string,
  sql: string,
): Promise<Model> {
  const lines = sql.split('\n')
  const header = lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('--')),
    )
    .map((line) => line.slice(2).trim())
  const grainAt = header.findIndex((line) => line.startsWith('grain:'))
  if (grainAt < 0) throw new Error(`transforms/${layer}/${table}.sql: the header has no "grain:"`)
  const columns = header.slice(grainAt + 1).flatMap((line) => {
    const parts = /^(\w+)\s+(.+)$/.exec(line)
    return parts ? [{ name: parts[1] ?? '', description: parts[2] ?? '' }] : []
  })
  const reads = await tablesRead(database, sql)
  const built = { parts: readParts(header), moves: readMoves(header) }
  requireWholeParts(`${layer}.${table}`, sql, reads, built)
  return {
    name: `${layer}.${table}`,
    layer,
    table,
    sql,
    description: header.slice(0, grainAt).join(' '),
    grain: (header[grainAt] ?? '')
      .slice('grain:'.length)
      .split(',')
      .map((each) => each.trim()),
    columns,
    reads,
    ...built,
  }
}

/** The tables that a select reads, from DuckDB's parse tree; names of its own steps left out. */
export async function tablesRead(database: Database, sql: string): Promise<readonly string[]> {
  const { tree } = await database.row<{ tree: string }>(
    `select json_serialize_sql(${literal(sql)})::varchar as tree`,
  )
  const parsed: unknown = JSON.parse(tree)
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, schema_name: schema, table_name: table } = node as Record<string, unknown>
    if (type === 'BASE_TABLE' && typeof schema === 'string' && schema !== '') {
      found.add(`${schema}.${String(table)}`)
    }
    for (const child of Object.values(node)) visit(child)
  }
  if (typeof parsed === 'object' && parsed !== null && 'error' in parsed && parsed.error === true) {
    throw new Error(`SQL does not parse: ${tree}`)
  }
  visit(parsed)
  return [...found].sort()
}
