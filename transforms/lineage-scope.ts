import type { Tree } from './lineage-tree.ts'

/** What a column is computed from, within one query. */
export interface Derived {
  /** Columns of tables, `schema.table.column`. */
  readonly from: ReadonlySet<string>
  /** The expressions on the way that are more than a name, innermost first. */
  readonly steps: ReadonlySet<Step>
}

/** A column that a query computes. */
export interface Step {
  readonly name: string
  readonly expression: Tree
}

/** Named columns, as a table, a subquery or a `with` step offers them. */
export interface Relation {
  readonly name: string
  readonly schema: string
  readonly columns: ReadonlyMap<string, Derived>
  /** What decides which rows there are. */
  readonly rows: Derived
}

/** A column that `using` makes of one column of each side. */
export interface Merged {
  readonly value: Derived
  readonly of: readonly Relation[]
}

/** What `from` offers to the rest of a select. */
export interface Source {
  readonly relations: readonly Relation[]
  readonly merged: ReadonlyMap<string, Merged>
  readonly rows: Derived
}

/** The columns of a query and what decides its rows. */
export type QueryColumns = Pick<Relation, 'columns' | 'rows'>

/** What a query can see of the text around it. */
export interface Surroundings {
  /** Steps of `with`. */
  readonly steps: ReadonlyMap<string, Relation>
  readonly outer: Scope | undefined
  /** The columns of a table; undefined when there is no such table. */
  readonly tables: (schema: string, table: string) => readonly string[] | undefined
}

/** Where names are looked up: `from`, then the select list, then the query outside. */
export interface Scope extends Surroundings {
  readonly source: Source
  readonly aliases: ReadonlyMap<string, Derived>
  /** Parameters of the lambdas around an expression. */
  readonly parameters: ReadonlySet<string>
  /** The columns of a query within this one. */
  readonly query: (query: Tree, around: Surroundings) => QueryColumns
}

export const nothing: Derived = { from: new Set(), steps: new Set() }
export const emptySource: Source = { relations: [], merged: new Map(), rows: nothing }

/** All that the parts are computed from. */
export function merge(parts: Iterable<Derived>): Derived {
  const from = new Set<string>()
  const steps = new Set<Step>()
  for (const part of parts) {
    for (const each of part.from) from.add(each)
    for (const each of part.steps) steps.add(each)
  }
  return { from, steps }
}

/** What a name of an expression is computed from; an Error when nothing is called so. */
export function resolve(path: readonly string[], scope: Scope): Derived {
  const found = find(path, scope)
  if (found !== undefined) return found
  const known = scope.source.relations.map((each) => each.name).join(', ')
  throw new Error(`lineage: there is no column ${path.join('.')} in ${known || 'the query'}`)
}

function find(path: readonly string[], scope: Scope): Derived | undefined {
  const [first = '', second = '', third = ''] = path
  if (scope.parameters.has(first)) return nothing
  const { relations, merged } = scope.source
  const named = relations.find((each) => each.name === first)
  const full = relations.find((each) => each.schema === first && each.name === second)
  return (
    full?.columns.get(third) ??
    named?.columns.get(second) ??
    merged.get(first)?.value ??
    relations.find((each) => each.columns.has(first))?.columns.get(first) ??
    // a whole row as one value
    (named !== undefined && path.length === 1 ? merge(named.columns.values()) : undefined) ??
    scope.aliases.get(first) ??
    (scope.outer === undefined ? undefined : find(path, scope.outer))
  )
}
