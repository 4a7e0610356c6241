import { expressionColumns } from './lineage-expression.ts'
import {
  type Derived,
  type Merged,
  merge,
  nothing,
  type Relation,
  resolve,
  type Scope,
  type Source,
} from './lineage-scope.ts'
import { names, type Tree, text } from './lineage-tree.ts'

/**
 * What two sides offer together. The match decides the rows; in an outer join it decides the
 * values of the side that is filled up instead, for every row of the other side stays.
 */
export function joinColumns(from: Tree, left: Source, right: Source, scope: Scope): Source {
  const type = text(from, 'join_type')
  const using = text(from, 'ref_type') === 'NATURAL' ? common(left, right) : usingNames(from)
  const keys = using.map((name) => [at(left, name, scope), at(right, name, scope)] as const)
  const both = { relations: [...left.relations, ...right.relations], merged: new Map() }
  const matching = merge([
    ...keys.flat(),
    expressionColumns(from.condition, { ...scope, source: { ...both, rows: nothing } }),
  ])
  if (type === 'SEMI' || type === 'ANTI') {
    return { ...left, rows: merge([left.rows, right.rows, matching]) }
  }
  const isLeftFilled = type === 'RIGHT' || type === 'FULL'
  const isRightFilled = type === 'LEFT' || type === 'FULL'
  const own = isLeftFilled ? filled(left, matching) : left
  const other = isRightFilled ? filled(right, matching) : right
  const relations = [...own.relations, ...other.relations]
  const merged = new Map<string, Merged>([...other.merged, ...own.merged])
  for (const [index, name] of using.entries()) {
    const of = relations.filter((each) => each.columns.has(name))
    merged.set(name, { value: chosenSide(type, keys[index] ?? []), of })
  }
  if (type === 'LEFT' || type === 'RIGHT') {
    return { relations, merged, rows: type === 'LEFT' ? left.rows : right.rows }
  }
  return { relations, merged, rows: merge([left.rows, right.rows, matching]) }
}

function at(source: Source, name: string, scope: Scope): Derived {
  return resolve([name], { ...scope, source })
}

/** The side of an outer join that is filled up with nulls where nothing matches. */
function filled(source: Source, matching: Derived): Source {
  const also = { from: merge([matching, source.rows]).from, steps: nothing.steps }
  const relations = source.relations.map((relation) => ({
    ...relation,
    columns: new Map([...relation.columns].map(([name, column]) => [name, merge([column, also])])),
  }))
  const merged = [...source.merged].map(([name, { value, of }]): [string, Merged] => [
    name,
    { value, of: relations.filter((_, index) => of.includes(source.relations[index] ?? none)) },
  ])
  return { relations, merged: new Map(merged), rows: source.rows }
}

const none: Relation = { name: '', schema: '', columns: new Map(), rows: nothing }

/** Whose value a column of `using` has: of the side that is complete. */
function chosenSide(type: string, [left = nothing, right = nothing]: readonly Derived[]): Derived {
  if (type === 'RIGHT') return right
  return type === 'FULL' ? merge([left, right]) : left
}

function usingNames(from: Tree): readonly string[] {
  return names(from, 'using_columns')
}

function common(left: Source, right: Source): readonly string[] {
  const all = (source: Source) => source.relations.flatMap((each) => [...each.columns.keys()])
  const there = new Set(all(right))
  return [...new Set(all(left))].filter((name) => there.has(name))
}
