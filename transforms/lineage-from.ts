import { expressionColumns } from './lineage-expression.ts'
import { joinColumns } from './lineage-join.ts'
import {
  type Derived,
  emptySource,
  nothing,
  type Relation,
  type Scope,
  type Source,
} from './lineage-scope.ts'
import { names, node, nodes, type Tree, text } from './lineage-tree.ts'

/** What a `from` clause offers; `scope` holds the steps and the query outside. */
export function fromColumns(from: Tree, scope: Scope): Source {
  switch (from.type) {
    case 'EMPTY':
      return emptySource
    case 'BASE_TABLE':
      return single(from, baseTable(from, scope))
    case 'SUBQUERY': {
      const inner = scope.query(node(node(from, 'subquery'), 'node'), { ...scope, outer: scope })
      return single(from, { name: 'unnamed_subquery', schema: '', ...inner })
    }
    case 'EXPRESSION_LIST':
      return single(from, valuesList(from, scope))
    case 'TABLE_FUNCTION':
      return single(from, tableFunction(from, scope))
    case 'JOIN': {
      const left = fromColumns(node(from, 'left'), scope)
      // the right side may look at the left one, as `lateral` or `unnest` do
      const around = { ...scope, source: left, outer: scope }
      return joinColumns(from, left, fromColumns(node(from, 'right'), around), scope)
    }
    default:
      throw new Error(`lineage: ${String(from.type)} is not understood; write it as a select`)
  }
}

/** One relation under its alias, with the names that stand behind the alias. */
function single(from: Tree, relation: Relation): Source {
  const alias = text(from, 'alias').toLowerCase()
  const named = {
    ...relation,
    ...(alias === '' ? {} : { name: alias, schema: '' }),
    columns: renamed(relation.columns, names(from, 'column_name_alias')),
  }
  return { relations: [named], merged: new Map(), rows: named.rows }
}

/** Columns under new names, as far as there are any. */
export function renamed(
  columns: ReadonlyMap<string, Derived>,
  aliases: readonly string[],
): ReadonlyMap<string, Derived> {
  return new Map([...columns].map(([name, column], index) => [aliases[index] ?? name, column]))
}

function baseTable(from: Tree, scope: Scope): Relation {
  const schema = text(from, 'schema_name').toLowerCase()
  const table = text(from, 'table_name').toLowerCase()
  const step = schema === '' ? scope.steps.get(table) : undefined
  if (step !== undefined) return { ...step, name: table }
  const columns = scope.tables(schema, table)
  if (columns === undefined) {
    throw new Error(`lineage: there is no table ${schema === '' ? '' : `${schema}.`}${table}`)
  }
  const own = (name: string): Derived => ({
    from: new Set([`${schema}.${table}.${name}`]),
    steps: new Set(),
  })
  return {
    name: table,
    schema,
    columns: new Map(columns.map((name) => [name, own(name)])),
    rows: nothing,
  }
}

function valuesList(from: Tree, scope: Scope): Relation {
  const rows = Array.isArray(from.values) ? from.values.filter(Array.isArray) : []
  const width = rows[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, place): [string, Derived] => [
    `col${place}`,
    expressionColumns(
      rows.map((row) => row[place]),
      scope,
    ),
  ])
  return { name: 'valueslist', schema: '', columns: new Map(columns), rows: nothing }
}

/** A function as a table: its columns come of its arguments. */
function tableFunction(from: Tree, scope: Scope): Relation {
  const call = node(from, 'function')
  const made = expressionColumns(nodes(call, 'children'), scope)
  const name = text(call, 'function_name').toLowerCase()
  const listed = names(from, 'column_name_alias')
  const columns = listed.length > 0 ? listed : [name]
  return { name, schema: '', columns: new Map(columns.map((each) => [each, made])), rows: made }
}
