import { bridges, cheapestWay, type Edge } from './statistics/graph.ts'

/** A figure of a group in a month, quarter or year, as far as hiding is concerned. */
export interface Cell {
  readonly group: string
  readonly period: string
  /** Rows behind the figure, more than 0. */
  readonly n: number
}

/** Fewer rows than these are never shown of a group, nor as a difference of shown figures. */
export const smallestGroup = 5

/**
 * The cells of one year that must not be shown: those of under five rows, and as few others as
 * keep them from being worked out. The groups of a period add up to its total, the months of a
 * group to its quarters, the quarters to its year; all totals are taken as known. What cannot be
 * helped is left: a group that is alone is the total.
 */
export function hideCells(cells: readonly Cell[]): ReadonlyMap<Cell, 'small' | 'companion'> {
  const hidden = new Map<Cell, 'small' | 'companion'>()
  const sorted = [...cells].sort(bySize)
  for (const cell of sorted) if (cell.n < smallestGroup) hidden.set(cell, 'small')
  if (hidden.size === 0 || hidden.size === cells.length) return hidden
  const edges = sorted.map(edgeOf)
  const lines = linesOf(sorted)
  const hopeless = bridges(edges)
  for (;;) {
    const more = nextOfSmallSum(lines, hidden) ?? nextCircle(sorted, edges, hopeless, hidden)
    if (more.length === 0) return hidden
    for (const cell of more) hidden.set(cell, 'companion')
  }
}

type Hidden = ReadonlyMap<Cell, unknown>

/** The order of code points: the same on every machine. */
function bySize(one: Cell, other: Cell): number {
  if (one.n !== other.n) return one.n - other.n
  if (one.period !== other.period) return one.period < other.period ? -1 : 1
  return one.group < other.group ? -1 : 1
}

/** The longer period that a period is part of: of a month its quarter, of a quarter its year. */
function parentOf(period: string): string | null {
  if (period.length === 4) return null
  const year = period.slice(0, 4)
  return period[5] === 'Q' ? year : `${year}-Q${Math.ceil(Number(period.slice(5)) / 3)}`
}

/**
 * A cell joins the two sums that it is part of. The sums over groups of quarters and years follow
 * from the others, so that the hidden cells are the edges of a graph: one of them can be worked out
 * from what is shown if and only if it is a bridge.
 */
function edgeOf({ group, period }: Cell): Edge {
  const parent = parentOf(period)
  const above = parent === null ? 'total' : `${group} in ${parent}`
  return {
    from: period.length === 7 && period[5] !== 'Q' ? period : `${group} in ${period}`,
    to: above,
  }
}

interface Line {
  /** Null: the total, which is always known. */
  readonly sum: Cell | null
  readonly parts: readonly Cell[]
}

function linesOf(cells: readonly Cell[]): readonly Line[] {
  const byName = new Map(cells.map((cell) => [`${cell.group} in ${cell.period}`, cell]))
  const parts = new Map<string, Cell[]>()
  const add = (name: string, cell: Cell) => parts.set(name, [...(parts.get(name) ?? []), cell])
  for (const cell of cells) {
    const parent = parentOf(cell.period)
    add(cell.period, cell)
    if (parent !== null) add(`${cell.group} in ${parent}`, cell)
  }
  return [...parts].map(([name, list]) => ({ sum: byName.get(name) ?? null, parts: list }))
}

/** The smallest shown part of a sum whose hidden parts together are under five. */
function nextOfSmallSum(lines: readonly Line[], hidden: Hidden): readonly Cell[] | null {
  for (const { sum, parts } of lines) {
    if (sum !== null && hidden.has(sum)) continue
    let rest = 0
    for (const cell of parts) if (hidden.has(cell)) rest += cell.n
    if (rest === 0 || rest >= smallestGroup) continue
    const next = parts.find((cell) => !hidden.has(cell))
    if (next !== undefined) return [next]
  }
  return null
}

/** What closes a circle through the first hidden cell that can be worked out, at least cost. */
function nextCircle(
  cells: readonly Cell[],
  edges: readonly Edge[],
  hopeless: ReadonlySet<number>,
  hidden: Hidden,
): readonly Cell[] {
  const positions = [...cells.keys()].filter((index) => isHidden(cells, hidden, index))
  const derivable = bridges(positions.flatMap((index) => edges[index] ?? []))
  const open = [...derivable].map((place) => positions[place] ?? -1).sort((a, b) => a - b)
  for (const index of open) {
    const edge = edges[index]
    if (edge === undefined || hopeless.has(index)) continue
    const way = cheapestWay(edges, edge.from, edge.to, (other) => {
      if (other === index) return Infinity
      return isHidden(cells, hidden, other) ? 1e-6 : (cells[other]?.n ?? Infinity)
    })
    return (way ?? []).flatMap((other) =>
      isHidden(cells, hidden, other) ? [] : (cells[other] ?? []),
    )
  }
  return []
}

function isHidden(cells: readonly Cell[], hidden: Hidden, index: number): boolean {
  const cell = cells[index]
  return cell !== undefined && hidden.has(cell)
}
