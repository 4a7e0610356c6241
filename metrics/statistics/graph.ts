import { at } from './series.ts'

/** A connection between two named points. */
export interface Edge {
  readonly from: string
  readonly to: string
}

/** The edges, by their position, that lie on no circle: without one its ends fall apart. Source: Tarjan 1974. */
export function bridges(edges: readonly Edge[]): ReadonlySet<number> {
  const roads = roadsOf(edges)
  const entered = new Map<string, number>()
  const reach = new Map<string, number>()
  const found = new Set<number>()
  for (const start of roads.keys()) {
    if (!entered.has(start)) walk(start, roads, { entered, reach, found })
  }
  return found
}

interface Road {
  readonly edge: number
  readonly to: string
}
type Roads = ReadonlyMap<string, readonly Road[]>

function roadsOf(edges: readonly Edge[]): Roads {
  const roads = new Map<string, Road[]>()
  const add = (from: string, to: string, edge: number) => {
    const known = roads.get(from)
    if (known === undefined) roads.set(from, [{ edge, to }])
    else known.push({ edge, to })
  }
  for (const [edge, { from, to }] of edges.entries()) {
    add(from, to, edge)
    add(to, from, edge)
  }
  return roads
}

/** Depth first, with a stack of its own: a chain of points may be longer than calls can nest. */
function walk(
  start: string,
  roads: Roads,
  state: {
    readonly entered: Map<string, number>
    readonly reach: Map<string, number>
    readonly found: Set<number>
  },
): void {
  const { entered, reach, found } = state
  const enter = (point: string, by: number) => {
    entered.set(point, entered.size)
    reach.set(point, entered.size - 1)
    return { point, by, next: 0 }
  }
  const lower = (point: string, order: number) =>
    reach.set(point, Math.min(reach.get(point) ?? order, order))
  const path = [enter(start, -1)]
  while (path.length > 0) {
    const here = at(path, path.length - 1)
    const road = roads.get(here.point)?.[here.next]
    here.next += 1
    if (road !== undefined) {
      const order = entered.get(road.to)
      if (order === undefined) path.push(enter(road.to, road.edge))
      else if (road.edge !== here.by) lower(here.point, order)
      continue
    }
    path.pop()
    const above = path.at(-1)
    if (above === undefined) continue
    const lowest = reach.get(here.point) ?? 0
    lower(above.point, lowest)
    if (lowest > (entered.get(above.point) ?? 0)) found.add(here.by)
  }
}

/**
 * Positions of the edges of the cheapest way from a point to another, by edge costs of 0 or more
 * (infinite: closed); null where there is none. Source: Dijkstra 1959.
 */
export function cheapestWay(
  edges: readonly Edge[],
  from: string,
  to: string,
  cost: (edge: number) => number,
): readonly number[] | null {
  const roads = roadsOf(edges)
  const best = new Map<string, { readonly cost: number; readonly way: readonly number[] }>()
  const open = new Map([[from, { cost: 0, way: [] as readonly number[] }]])
  for (let point = nearest(open); point !== null; point = nearest(open)) {
    const reached = open.get(point)
    if (reached === undefined || point === to) return reached?.way ?? null
    open.delete(point)
    best.set(point, reached)
    for (const road of roads.get(point) ?? []) {
      const total = reached.cost + cost(road.edge)
      if (best.has(road.to) || total >= (open.get(road.to)?.cost ?? Infinity)) continue
      open.set(road.to, { cost: total, way: [...reached.way, road.edge] })
    }
  }
  return null
}

function nearest(open: ReadonlyMap<string, { readonly cost: number }>): string | null {
  let found: string | null = null
  let least = Infinity
  for (const [point, { cost }] of open) {
    if (cost < least) [found, least] = [point, cost]
  }
  return found
}
