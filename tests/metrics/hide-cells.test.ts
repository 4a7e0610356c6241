import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, hideCells, smallestGroup } from '../../metrics/hide-cells.ts'

/** `g 2026-01` and so on: the names of the hidden cells. */
const named = (cells: readonly Cell[]) =>
  [...hideCells(cells).keys()].map((cell) => `${cell.group} ${cell.period}`).sort()

/** Months of groups with their quarters and the year added up, without the empty ones. */
function year(months: Readonly<Record<string, readonly number[]>>): readonly Cell[] {
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
  return Object.entries(months)
    .flatMap(([group, counts]) => [
      ...counts.map((n, index) => ({
        group,
        period: `2026-${String(index + 1).padStart(2, '0')}`,
        n,
      })),
      ...[0, 1, 2, 3].map((quarter) => ({
        group,
        period: `2026-Q${quarter + 1}`,
        n: sum(counts.slice(3 * quarter, 3 * quarter + 3)),
      })),
      { group, period: '2026', n: sum(counts) },
    ])
    .filter((cell) => cell.n > 0)
}

describe('what is hidden of a year', () => {
  it('is nothing where every group has five rows or more', () => {
    expect(named(year({ a: [5, 9, 30], b: [6, 5, 8] }))).toEqual([])
  })

  it('is a small cell with the cheapest circle: another group, and another month of both', () => {
    expect(named(year({ a: [3, 8, 30], b: [10, 12, 40], c: [50, 60, 70] }))).toEqual([
      'a 2026-01',
      'a 2026-02',
      'b 2026-01',
      'b 2026-02',
    ])
  })

  it('is a third group where the two hidden ones are under five together', () => {
    expect(
      named(
        [
          { group: 'a', period: '2026-01', n: 2 },
          { group: 'b', period: '2026-01', n: 2 },
          { group: 'c', period: '2026-01', n: 7 },
          { group: 'd', period: '2026-01', n: 9 },
        ].flatMap((cell) => [cell, { ...cell, period: '2026-Q1' }, { ...cell, period: '2026' }]),
      ),
    ).toEqual(
      ['a', 'b', 'c'].flatMap((group) => [`${group} 2026`, `${group} 2026-01`, `${group} 2026-Q1`]),
    )
  })

  it('keeps a group that is alone from its own sums, though the total of the bank gives it', () => {
    expect(named(year({ a: [3, 8, 30] }))).toEqual(['a 2026-01', 'a 2026-02'])
  })
})

/** Months of up to four groups, mostly small, some empty. */
const tables = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 1,
    maxLength: 12,
  }),
  { minKeys: 1 },
)

describe('whatever the numbers', () => {
  it('every cell of under five rows is hidden', () => {
    fc.assert(
      fc.property(tables, (months) => {
        const cells = year(months)
        const hidden = hideCells(cells)
        for (const cell of cells) if (cell.n < smallestGroup) expect(hidden.get(cell)).toBe('small')
      }),
    )
  })

  it('no hidden cell follows from all shown cells and totals, but where it would with all hidden', () => {
    fc.assert(
      fc.property(tables, (months) => {
        const cells = year(months)
        const hidden = new Set(hideCells(cells).keys())
        const always = determined(cells, new Set(cells))
        const found = determined(cells, hidden)
        expect([...found].filter((cell) => !always.has(cell))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('no shown sum less its shown parts is under five, while a part can be hidden', () => {
    fc.assert(
      fc.property(tables, (months) => {
        const cells = year(months)
        const hidden = hideCells(cells)
        for (const { sum, parts } of sums(cells)) {
          if (sum !== null && hidden.has(sum)) continue
          const rest = parts.filter((cell) => hidden.has(cell))
          const n = rest.reduce((total, cell) => total + cell.n, 0)
          if (n > 0 && n < smallestGroup) expect(rest).toHaveLength(parts.length)
        }
      }),
    )
  })
})

/** All sums that a reader knows of, quarters and years of all groups too. */
function sums(cells: readonly Cell[]): { sum: Cell | null; parts: Cell[] }[] {
  const find = (group: string, period: string) =>
    cells.find((cell) => cell.group === group && cell.period === period)
  const groups = [...new Set(cells.map((cell) => cell.group))]
  const quarters = [1, 2, 3, 4].map((quarter) => ({
    period: `2026-Q${quarter}`,
    parts: [2, 1, 0].map((back) => `2026-${String(3 * quarter - back).padStart(2, '0')}`),
  }))
  const all = [...quarters, { period: '2026', parts: quarters.map((each) => each.period) }]
  const over = (group: string) =>
    all.map(({ period, parts }) => ({
      sum: find(group, period) ?? null,
      parts: parts.flatMap((each) => find(group, each) ?? []),
    }))
  const periods = [...new Set(cells.map((cell) => cell.period))]
  return [
    ...periods.map((period) => ({
      sum: null,
      parts: cells.filter((cell) => cell.period === period),
    })),
    ...groups.flatMap(over),
  ].filter(({ parts }) => parts.length > 0)
}

/** Cells whose number follows from the sums, by elimination: what a patient reader would do. */
function determined(cells: readonly Cell[], hidden: ReadonlySet<Cell>): ReadonlySet<Cell> {
  const unknown = [...hidden]
  const rows = sums(cells).map(({ sum, parts }) =>
    unknown.map((cell) => (parts.includes(cell) ? 1 : 0) - (cell === sum ? 1 : 0)),
  )
  let rank = 0
  for (let column = 0; column < unknown.length; column += 1) {
    const pivot = rows.findIndex((row, index) => index >= rank && Math.abs(row[column] ?? 0) > 1e-9)
    if (pivot < 0) continue
    const [row = []] = rows.splice(pivot, 1)
    const scaled = row.map((value) => value / (row[column] ?? 1))
    rows.splice(rank, 0, scaled)
    for (const [index, other] of rows.entries()) {
      const factor = other[column] ?? 0
      if (index === rank || factor === 0) continue
      rows[index] = other.map((value, place) => value - factor * (scaled[place] ?? 0))
    }
    rank += 1
  }
  const single = rows.filter((row) => row.filter((value) => Math.abs(value) > 1e-9).length === 1)
  return new Set(
    single.flatMap((row) => unknown[row.findIndex((value) => Math.abs(value) > 1e-9)] ?? []),
  )
}
