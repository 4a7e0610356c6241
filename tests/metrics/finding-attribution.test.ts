import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Candidate,
  chooseSlices,
  isOutside,
  judgeSlices,
  limits,
  spread,
} from '../../metrics/attribute.ts'
import { collapse } from '../../metrics/collapse-table.ts'
import attribution from '../../metrics/findings/attribution.ts'
import { type EmptyBank, makeEmptyBank } from '../support/finding-bank.ts'

let bank: EmptyBank
beforeAll(async () => {
  bank = await makeEmptyBank()
}, 60_000)
afterAll(() => bank.remove())

const months = Array.from({ length: 13 }, (_, index) =>
  new Date(Date.UTC(2025, 2 + index)).toISOString().slice(0, 7),
)
const contacts = `contact_id|started_at|times\n${months
  .map((month) => `C${month}|${month}-15 10:00|100`)
  .join('\n')}`

describe('from files to findings', () => {
  it('a fall that spreads over the cells of a product in proportion is that product', async () => {
    const cells = ['B0101|phone', 'B0101|web_chat', 'B0205|phone', 'B0205|web_chat']
    const usual = [200, 150, 100, 100]
    const fallen = [140, 90, 100, 100]
    const complaints = months.flatMap((month) =>
      cells.map((cell, index) => {
        const counts = month === '2026-03' ? fallen : usual
        return `${month}-${index}|${month}-05 10:00|open|${cell}|${counts[index]}`
      }),
    )
    const given = {
      contacts,
      complaints: `complaint_id|received_at|outcome|product_code|channel|times\n${complaints.join('\n')}`,
    }
    const [rows = []] = await bank.find(
      given,
      '2026-04-01T00:00:00+08:00',
      [attribution],
      ["select * from findings.attribution where period_id = '2026-03' and method = 'search'"],
    )
    expect(rows).toMatchObject([{ slice: 'product=B0101', n: 230, forecast: 350, position: 1 }])
    expect(rows[0]?.potential).toBeCloseTo(0.857143, 6)
    expect(rows[0]?.generalised).toBeCloseTo(0.857143, 6)
    expect(rows[0]?.explanatory_power).toBeCloseTo(1, 9)
  })

  it('a period with less than twelve months before it is not searched', async () => {
    const given = {
      contacts,
      complaints: `complaint_id|received_at|outcome|times\n${months
        .slice(1)
        .map((month) => `${month}|${month}-05 10:00|open|${month === '2026-03' ? 90 : 20}`)
        .join('\n')}`,
    }
    const [rows] = await bank.find(
      given,
      '2026-04-01T00:00:00+08:00',
      [attribution],
      ['select * from findings.attribution'],
    )
    expect(rows).toEqual([])
  })
})

describe('slices', () => {
  const exposure = { now: 1, before: 12 }

  it('that say the same are told as the one of fewer dimensions', () => {
    const leaf = { codes: { product: 'A', cause: 'X' }, n: 60, base: 240 }
    const chosen = chooseSlices(
      [candidate('product=A|cause=X'), candidate('cause=X')],
      [leaf],
      exposure,
    )
    expect(chosen.map(({ slice }) => slice)).toEqual(['cause=X'])
  })

  it('are told one after another of what is left outside of those before', () => {
    const leaves = [
      { codes: { product: 'A', cause: 'X' }, n: 90, base: 240 },
      { codes: { product: 'B', cause: 'X' }, n: 20, base: 240 },
      { codes: { product: 'C', cause: 'Y' }, n: 60, base: 240 },
    ]
    const candidates = [
      candidate('product=A', 90, 20),
      candidate('cause=X', 110, 40),
      candidate('product=C', 60, 20),
    ]
    const chosen = chooseSlices(candidates, leaves, exposure)
    expect(chosen.map(({ slice }) => slice)).toEqual(['product=A', 'product=C'])
  })

  it('are outside of three standard deviations, wider where months scatter more than chance', () => {
    expect(limits(100, 1)).toEqual({ low: 70, high: 130 })
    expect([130, 131, 70, 69].map((n) => isOutside(n, 100, 1))).toEqual([false, true, false, true])
    expect(spread([9, 11, 10, 9, 11, 10], [1, 1, 1, 1, 1, 1])).toBe(1)
    // neighbours differ by 20 about a mean of 10
    expect(spread([0, 20, 0, 20], [1, 1, 1, 1])).toBeCloseTo(20 / Math.sqrt(10) / 1.128, 9)
  })

  it('of months without an event are told in no more than one month of twenty', () => {
    const random = generator(20260901)
    const runs = 400
    let told = 0
    for (let run = 0; run < runs; run += 1) {
      const cells = Array.from({ length: 24 }, (_, index) => {
        const history = Array.from({ length: 12 }, () => poisson(30, random))
        return { slice: `cell=${index}`, n: poisson(30, random), history }
      })
      const counted = cells.map(({ history, ...each }) => ({ ...each, base: total(history) }))
      const found = judgeSlices(counted, exposure).filter(({ n, forecast, q }, index) => {
        const width = spread(
          cells[index]?.history ?? [],
          Array.from({ length: 12 }, () => 1),
        )
        return q <= 0.05 && isOutside(n, forecast, width)
      })
      if (found.length > 0) told += 1
    }
    expect(told / runs).toBeLessThanOrEqual(0.05)
  })
})

describe('a table of causes and departments', () => {
  it('is left as it is where four fifths of the cells expect 5', () => {
    const counts = [
      [10, 20],
      [20, 10],
    ]
    expect(collapse({ rows: ['a', 'b'], columns: ['x', 'y'], counts })).toMatchObject({
      rows: ['a', 'b'],
      columns: ['x', 'y'],
      pooledRows: [],
      pooledColumns: [],
    })
  })

  it('pools the smallest first, never one alone, and keeps the total', () => {
    const table = {
      rows: ['a', 'b'],
      columns: ['x', 'y', 'z', 'w'],
      counts: [
        [30, 20, 2, 3],
        [20, 30, 1, 4],
      ],
    }
    const { columns, counts, pooledColumns } = collapse(table)
    expect(columns).toEqual(['x', 'y', 'other'])
    expect(pooledColumns).toEqual(['z', 'w'])
    expect(counts).toEqual([
      [30, 20, 5],
      [20, 30, 5],
    ])
  })

  it('has no test where nothing but one row would be left', () => {
    const table = {
      rows: ['a', 'b'],
      columns: ['x', 'y'],
      counts: [
        [1, 1],
        [1, 2],
      ],
    }
    expect(collapse(table).test).toBeNull()
  })
})

function candidate(slice: string, n = 60, forecast = 20): Candidate {
  return { slice, n, base: forecast * 12, forecast, p: 0, q: 0, width: 1 }
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)

function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean)
  let [count, product] = [0, random()]
  while (product > limit) {
    product *= random()
    count += 1
  }
  return count
}
