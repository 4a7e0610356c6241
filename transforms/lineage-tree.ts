import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/** A node of DuckDB's parse tree; what it holds depends on its `class` or `type`. */
export type Tree = Readonly<Record<string, unknown>>

/** The parse tree of one select; an Error with DuckDB's message when it is none. */
export async function parseSelect(database: Database, sql: string): Promise<Tree> {
  const { tree } = await database.row<{ tree: string }>(
    `select json_serialize_sql(${literal(sql)})::varchar as tree`,
  )
  const parsed: unknown = JSON.parse(tree)
  const statement = isTree(parsed) ? nodes(parsed, 'statements')[0] : undefined
  if (statement === undefined) throw new Error(`SQL does not parse: ${tree}`)
  return node(statement, 'node')
}

/** SQL of an expression, as DuckDB itself writes it. */
export async function expressionSql(database: Database, expression: Tree): Promise<string> {
  const { sql } = await database.row<{ sql: string }>(
    `select json_deserialize_sql($1::json)::varchar as sql`,
    // a place in the text beyond the safe integers does not survive JavaScript
    [
      JSON.stringify(selectOf({ ...expression, alias: '' }), (key, value: unknown) =>
        key === 'query_location' ? 0 : value,
      ),
    ],
  )
  return sql
    .replace(/^SELECT /, '')
    .replace(/CAST\('([tf])' AS BOOLEAN\)/g, (_, letter) => (letter === 't' ? 'true' : 'false'))
    .replace(/ {2,}(?=WHEN )/g, ' ')
    .trim()
}

/** Whether a value is a node, and not a list, a text or nothing. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The node below a key; an Error when there is none. */
export function node(tree: Tree, key: string): Tree {
  const child = tree[key]
  if (!isTree(child)) throw new Error(`lineage: ${text(tree, 'type')} has no ${key}`)
  return child
}

/** The nodes of the list below a key; none when there is no list. */
export function nodes(tree: Tree, key: string): readonly Tree[] {
  const children = tree[key]
  return Array.isArray(children) ? children.filter(isTree) : []
}

/** The text below a key; empty when there is none. */
export function text(tree: Tree, key: string): string {
  const value = tree[key]
  return typeof value === 'string' ? value : ''
}

/** The names of the list below a key in lower case: SQL does not tell `A` from `a`. */
export function names(tree: Tree, key: string): readonly string[] {
  const values = tree[key]
  return Array.isArray(values)
    ? values.filter((each) => typeof each === 'string').map((each) => each.toLowerCase())
    : []
}

/** The tree of `select <expression>`. */
function selectOf(expression: Tree): Tree {
  const select = {
    type: 'SELECT_NODE',
    modifiers: [],
    cte_map: { map: [] },
    select_list: [expression],
    from_table: { type: 'EMPTY', alias: '', sample: null, query_location: 0 },
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: 'STANDARD_HANDLING',
    having: null,
    sample: null,
    qualify: null,
  }
  return { error: false, statements: [{ node: select, named_param_map: [] }] }
}
