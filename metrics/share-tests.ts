import type { Database } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { fisherExact, zTest } from './statistics/two-proportions.ts'
import { storeRows } from './store-rows.ts'

interface Pair {
  readonly [column: string]: unknown
  readonly row: number
  readonly family: string
  readonly k: number
  readonly n: number
  readonly other_k: number
  readonly other_n: number
}

/**
 * Makes the temporary table `into` (row, p_value, q_value) from a table with the columns row,
 * family, k, n, other_k and other_n: two-sided p that k of n and other_k of other_n are one share
 * (z test; Fisher's where fewer than 5 are expected), adjusted within the family. Rows with fewer
 * than 20 cases on a side are not tested.
 */
export async function testShares(database: Database, from: string, into: string): Promise<void> {
  const pairs = await database.rows<Pair>(
    `select row, family, k, n, other_k, other_n from ${from} where least(n, other_n) >= 20`,
  )
  const columns = { row: 'bigint', p_value: 'double', q_value: 'double' }
  const families = groupRows(pairs, ({ family }) => family)
  await storeRows(database, into, columns, families.flatMap(testFamily))
}

function testFamily(pairs: readonly Pair[]) {
  const tested = pairs.flatMap((pair) => {
    const p = shareTest(pair)
    return p === null ? [] : [{ row: pair.row, p }]
  })
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p))
  return tested.map(({ row, p }, index) => ({ row, p_value: p, q_value: adjusted[index] ?? null }))
}

function shareTest({ k, n, other_k, other_n }: Pair): number | null {
  const [one, two] = [
    { count: k, size: n },
    { count: other_k, size: other_n },
  ]
  const pooled = (k + other_k) / (n + other_n)
  const least = Math.min(n, other_n) * Math.min(pooled, 1 - pooled)
  return least < 5 ? fisherExact(one, two) : (zTest(one, two)?.p ?? null)
}
