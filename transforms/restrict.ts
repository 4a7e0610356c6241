import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'

/**
 * The same select over other relations: each table of `views` (`schema.table`) is read through the
 * temporary view of that name. DuckDB's own parser says where in the text the tables stand.
 */
export async function restrictReads(
  database: Database,
  sql: string,
  views: ReadonlyMap<string, string>,
): Promise<string> {
  const { tree } = await database.row<{ tree: string }>(
    `select json_serialize_sql(${literal(sql)})::varchar as tree`,
  )
  const places: Place[] = []
  findReads(JSON.parse(tree), views, places)
  let text = Buffer.from(sql, 'utf8')
  for (const { at, name, alias } of places.toSorted((a, b) => b.at - a.at)) {
    const found = text.toString('utf8', at, at + Buffer.byteLength(name))
    if (found !== name) throw new Error(`"${name}" is read at byte ${at}, where "${found}" stands`)
    const view = `${identifier('temp', views.get(name) ?? name)}${alias === '' ? ` as ${identifier(name.split('.')[1] ?? '')}` : ''}`
    const after = text.subarray(at + Buffer.byteLength(name))
    text = Buffer.concat([text.subarray(0, at), Buffer.from(view, 'utf8'), after])
  }
  return text.toString('utf8')
}

/** A table in the text of a select. */
interface Place {
  readonly at: number
  readonly name: string
  readonly alias: string
}

function findReads(node: unknown, views: ReadonlyMap<string, string>, found: Place[]): void {
  if (typeof node !== 'object' || node === null) return
  const { type, schema_name, table_name, alias, query_location } = node as Record<string, unknown>
  const name = `${String(schema_name)}.${String(table_name)}`
  if (type === 'BASE_TABLE' && views.has(name)) {
    found.push({ at: Number(query_location), name, alias: typeof alias === 'string' ? alias : '' })
  }
  for (const child of Object.values(node)) findReads(child, views, found)
}
