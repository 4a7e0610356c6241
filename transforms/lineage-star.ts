import type { Derived, Merged, Relation, Scope } from './lineage-scope.ts'
import { isTree, names, node, nodes, type Tree, text } from './lineage-tree.ts'

/** The columns that `*` stands for, with `exclude`, `replace` and `rename`, in order. */
export function starColumns(
  star: Tree,
  scope: Scope,
  compute: (expression: Tree, scope: Scope) => Derived,
): readonly (readonly [string, Derived])[] {
  if (star.columns === true) throw new Error('lineage: columns(…) is not understood; name them')
  const of = text(star, 'relation_name').toLowerCase()
  const left = new Set([
    ...names(star, 'exclude_list'),
    ...nodes(star, 'qualified_exclude_list').map((each) => text(each, 'column').toLowerCase()),
  ])
  const replaced = new Map(
    nodes(star, 'replace_list').map((each) => [text(each, 'key').toLowerCase(), each.value]),
  )
  const renamed = new Map(
    nodes(star, 'rename_list').map((each) => [
      text(node(each, 'key'), 'column').toLowerCase(),
      text(each, 'value').toLowerCase(),
    ]),
  )
  return visibleColumns(scope, of)
    .filter(([name]) => !left.has(name))
    .map(([name, column]) => {
      const expression = replaced.get(name)
      const value = isTree(expression) ? compute(expression, scope) : column
      return [renamed.get(name) ?? name, value] as const
    })
}

/** The columns of one relation, or of all: a column of `using` once, where it comes first. */
function visibleColumns(scope: Scope, of: string): [string, Derived][] {
  const { relations, merged } = scope.source
  if (of !== '') {
    const found = relations.find((each) => each.name === of)
    if (found === undefined) throw new Error(`lineage: there is no ${of}.*`)
    return [...found.columns]
  }
  const shown = new Set<Merged>()
  return relations.flatMap((relation) =>
    [...relation.columns].flatMap(([name, column]): [string, Derived][] => {
      const both = mergedColumn(merged, name, relation)
      if (both === undefined) return [[name, column]]
      if (shown.has(both)) return []
      shown.add(both)
      return [[name, both.value]]
    }),
  )
}

function mergedColumn(
  merged: ReadonlyMap<string, Merged>,
  name: string,
  relation: Relation,
): Merged | undefined {
  const found = merged.get(name)
  return found?.of.includes(relation) ? found : undefined
}
