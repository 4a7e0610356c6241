import { type Derived, merge, nothing, type QueryColumns, type Scope } from './lineage-scope.ts'
import { node, type Tree, text } from './lineage-tree.ts'

/** The columns of `union`, `except` and `intersect`. */
export function setOperation(query: Tree, scope: Scope): QueryColumns {
  const left = scope.query(node(query, 'left'), scope)
  const right = scope.query(node(query, 'right'), scope)
  const kind = text(query, 'setop_type')
  const rows = [left.rows, right.rows]
  if (kind === 'UNION') return { columns: byPlace(left, right), rows: merge(rows) }
  if (kind === 'UNION_BY_NAME') return { columns: byName(left, right), rows: merge(rows) }
  // `except` and `intersect` keep rows of the left side, by comparing them with the right one
  const compared = [...left.columns.values(), ...right.columns.values()]
  return { columns: left.columns, rows: merge([...rows, ...compared]) }
}

function byPlace(left: QueryColumns, right: QueryColumns): ReadonlyMap<string, Derived> {
  const others = [...right.columns.values()]
  return new Map(
    [...left.columns].map(([name, column], place) => [
      name,
      merge([column, others[place] ?? nothing]),
    ]),
  )
}

function byName(left: QueryColumns, right: QueryColumns): ReadonlyMap<string, Derived> {
  const all = new Set([...left.columns.keys(), ...right.columns.keys()])
  const of = (name: string) =>
    merge([left.columns.get(name) ?? nothing, right.columns.get(name) ?? nothing])
  return new Map([...all].map((name) => [name, of(name)]))
}

/** A recursive step reads itself: its columns grow until nothing is new. */
export function recursive(query: Tree, scope: Scope): QueryColumns {
  const name = text(query, 'cte_name').toLowerCase()
  let made = scope.query(node(query, 'left'), scope)
  for (let size = -1; size !== sizeOf(made); ) {
    size = sizeOf(made)
    const steps = new Map([...scope.steps, [name, { name, schema: '', ...made }]])
    const right = scope.query(node(query, 'right'), { ...scope, steps })
    made = { columns: byPlace(made, right), rows: merge([made.rows, right.rows]) }
  }
  return made
}

function sizeOf(made: QueryColumns): number {
  return [made.rows, ...made.columns.values()].reduce((sum, each) => sum + each.from.size, 0)
}
