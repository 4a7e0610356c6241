import { type Derived, merge, nothing, resolve, type Scope } from './lineage-scope.ts'
import { starColumns } from './lineage-star.ts'
import { isTree, names, node, nodes, type Tree, text } from './lineage-tree.ts'

/** What an expression is computed from: every column it names, subqueries and windows included. */
export function expressionColumns(expression: unknown, scope: Scope): Derived {
  if (Array.isArray(expression)) return merge(expression.map((each) => visit(each, scope)))
  return visit(expression, scope)
}

function visit(value: unknown, scope: Scope): Derived {
  if (Array.isArray(value)) return merge(value.map((each) => visit(each, scope)))
  if (!isTree(value)) return nothing
  switch (value.class) {
    case 'CONSTANT':
      return nothing
    case 'COLUMN_REF':
      return resolve(names(value, 'column_names'), scope)
    case 'STAR':
      return merge(starColumns(value, scope, visit).map(([, column]) => column))
    case 'SUBQUERY':
      return subquery(value, scope)
    case 'FUNCTION':
      return merge([
        ...nodes(value, 'children').map((child, index) => argument(value, child, index, scope)),
        visit(value.filter, scope),
        visit(value.order_bys, scope),
      ])
    case 'POSITIONAL_REFERENCE':
      throw new Error('lineage: #1 names a column by its place; name it by its name')
    default:
      return merge(Object.values(value).map((each) => visit(each, scope)))
  }
}

/** A lambda's parameters are no columns. As an operator, `a -> 'b'` reads JSON. */
function argument(call: Tree, child: Tree, index: number, scope: Scope): Derived {
  const isLambda = child.class === 'LAMBDA' && index > 0 && call.is_operator !== true
  if (!isLambda) return visit(child, scope)
  const left = node(child, 'lhs')
  const listed = left.class === 'COLUMN_REF' ? [left] : nodes(left, 'children')
  const parameters = listed.flatMap((each) => names(each, 'column_names'))
  return visit(child.expr, {
    ...scope,
    parameters: new Set([...scope.parameters, ...parameters]),
  })
}

/** The rows of a subquery decide its value, too; `exists` has no value beside them. */
function subquery(value: Tree, scope: Scope): Derived {
  const inner = scope.query(node(node(value, 'subquery'), 'node'), { ...scope, outer: scope })
  const columns = text(value, 'subquery_type').endsWith('EXISTS') ? [] : inner.columns.values()
  return merge([visit(value.child, scope), ...columns, inner.rows])
}
