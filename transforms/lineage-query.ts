import { expressionColumns } from './lineage-expression.ts'
import { fromColumns, renamed } from './lineage-from.ts'
import {
  type Derived,
  emptySource,
  merge,
  type QueryColumns,
  type Relation,
  type Scope,
  type Step,
  type Surroundings,
} from './lineage-scope.ts'
import { recursive, setOperation } from './lineage-sets.ts'
import { starColumns } from './lineage-star.ts'
import { isTree, names, node, nodes, type Tree, text } from './lineage-tree.ts'

/** What every column of a query is computed from, down to the columns of tables. */
export function queryColumns(query: Tree, around: Surroundings): QueryColumns {
  const scope: Scope = {
    source: emptySource,
    aliases: new Map(),
    parameters: new Set(),
    steps: around.steps,
    tables: around.tables,
    outer: around.outer,
    query: queryColumns,
  }
  const inner = { ...scope, steps: withSteps(query, scope) }
  switch (query.type) {
    case 'SELECT_NODE':
      return select(query, inner)
    case 'SET_OPERATION_NODE':
      return setOperation(query, inner)
    case 'RECURSIVE_CTE_NODE':
      return recursive(query, inner)
    default:
      throw new Error(`lineage: ${String(query.type)} is not understood; write it as a select`)
  }
}

/** The steps of `with`, each seen by those after it. */
function withSteps(query: Tree, scope: Scope): ReadonlyMap<string, Relation> {
  const steps = new Map(scope.steps)
  const listed = isTree(query.cte_map) ? nodes(query.cte_map, 'map') : []
  for (const each of listed) {
    const value = node(each, 'value')
    const name = text(each, 'key').toLowerCase()
    const made = queryColumns(node(node(value, 'query'), 'node'), { ...scope, steps })
    const columns = renamed(made.columns, names(value, 'aliases'))
    steps.set(name, { name, schema: '', ...made, columns })
  }
  return steps
}

function select(query: Tree, outside: Scope): QueryColumns {
  const source = fromColumns(node(query, 'from_table'), outside)
  const columns = new Map<string, Derived>()
  // a select list may name its own columns, `a + 1 as b, b * 2 as c`
  const scope: Scope = { ...outside, source, aliases: columns }
  for (const item of nodes(query, 'select_list')) {
    if (item.class === 'STAR' && item.columns !== true) {
      for (const [name, column] of starColumns(item, scope, expressionColumns))
        columns.set(free(name, columns), column)
    } else {
      const name = columnName(item)
      columns.set(free(name, columns), computed(name, item, scope))
    }
  }
  const deciding = [query.where_clause, query.group_expressions, query.having, query.qualify]
  const distinct = nodes(query, 'modifiers').filter((each) => each.type === 'DISTINCT_MODIFIER')
  const rows = merge([
    source.rows,
    ...deciding.map((each) => expressionColumns(each, scope)),
    ...distinct.map((each) => distinctColumns(each, columns, scope)),
    // `group by all`: by whatever is no aggregate
    ...(query.aggregate_handling === 'FORCE_AGGREGATES' ? columns.values() : []),
  ])
  return { columns, rows }
}

/** A column that is more than a name is a step of its own. */
function computed(name: string, item: Tree, scope: Scope): Derived {
  const derived = expressionColumns(item, scope)
  if (item.class === 'COLUMN_REF') return derived
  const step: Step = { name, expression: item }
  return { from: derived.from, steps: new Set([...derived.steps, step]) }
}

function distinctColumns(
  modifier: Tree,
  columns: ReadonlyMap<string, Derived>,
  scope: Scope,
): Derived {
  const targets = nodes(modifier, 'distinct_on_targets')
  return targets.length === 0 ? merge(columns.values()) : expressionColumns(targets, scope)
}

function columnName(item: Tree): string {
  const alias = text(item, 'alias').toLowerCase()
  if (alias !== '') return alias
  return names(item, 'column_names').at(-1) ?? `${text(item, 'type').toLowerCase()}`
}

/** DuckDB numbers a name that comes twice. */
function free(name: string, taken: ReadonlyMap<string, Derived>): string {
  if (!taken.has(name)) return name
  for (let number = 1; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`
}
