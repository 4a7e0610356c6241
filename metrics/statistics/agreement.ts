import type { Agreement, PairTable } from './cohen.ts'
import { studentOfLevel } from './distributions.ts'
import { at, mean, sum } from './series.ts'

/** One row per case: how many scorers chose each category. Cases may have different numbers of scorers. */
export type Ratings = readonly (readonly number[])[]

/** Agreement by chance: its level, and the part of one case in it. */
interface Chance {
  readonly level: number
  readonly of: (ratings: readonly number[]) => number
}

/**
 * Fleiss' kappa of any number of scorers; null without two cases that were scored twice, or with
 * one category only. Sources: Fleiss 1971; standard error of Gwet 2021 over cases.
 */
export function fleissKappa(ratings: Ratings): Agreement | null {
  return agreementOver(ratings, (shares) => ({
    level: sum(shares.map((share) => share * share)),
    of: (row) => sum(row.map((count, category) => count * at(shares, category))) / sum(row),
  }))
}

/** Gwet's AC1, which stays near the agreement seen where one category is common. Source: Gwet 2008. */
export function gwetAc1(ratings: Ratings): Agreement | null {
  return agreementOver(ratings, (shares) => {
    const others = shares.length - 1
    return {
      level: sum(shares.map((share) => share * (1 - share))) / others,
      of: (row) =>
        sum(row.map((count, category) => count * (1 - at(shares, category)))) / sum(row) / others,
    }
  })
}

/** The rows of ratings that a table of two scorers stands for. */
export function ratingsOf(table: PairTable): number[][] {
  return table.flatMap((row, first) =>
    row.flatMap((cases, second) =>
      Array.from({ length: cases }, () =>
        row.map((_, category) => Number(category === first) + Number(category === second)),
      ),
    ),
  )
}

/** Names for a coefficient by Landis and Koch 1977; a convention, not a test. */
export function strengthOf(
  coefficient: number,
): 'slight' | 'fair' | 'moderate' | 'substantial' | 'almost_perfect' {
  if (coefficient <= 0.2) return 'slight'
  if (coefficient <= 0.4) return 'fair'
  if (coefficient <= 0.6) return 'moderate'
  return coefficient <= 0.8 ? 'substantial' : 'almost_perfect'
}

function agreementOver(
  ratings: Ratings,
  chanceOf: (shares: readonly number[]) => Chance,
): Agreement | null {
  const rated = ratings.filter((row) => sum(row) > 0)
  const isPaired = (row: readonly number[]) => sum(row) > 1
  const paired = rated.filter(isPaired).length
  if (paired < 2) return null
  const shares = at(rated, 0).map((_, category) =>
    mean(rated.map((row) => at(row, category) / sum(row))),
  )
  if (shares.some((share) => share > 1 - 1e-12)) return null
  const chance = chanceOf(shares)
  const observed = sum(rated.filter(isPaired).map(agreed)) / paired
  const coefficient = (observed - chance.level) / (1 - chance.level)
  // each case's part in the coefficient, linearised: their spread is that of the coefficient
  const parts = rated.map((row) => {
    const own = isPaired(row) ? ((agreed(row) - chance.level) * rated.length) / paired : 0
    return (own - 2 * (1 - coefficient) * (chance.of(row) - chance.level)) / (1 - chance.level)
  })
  const squares = sum(parts.map((part) => (part - coefficient) ** 2))
  const standardError = Math.sqrt(squares / (rated.length * (rated.length - 1)))
  const reach = studentOfLevel(0.95, rated.length - 1) * standardError
  const interval = {
    low: Math.max(coefficient - reach, -1),
    high: Math.min(coefficient + reach, 1),
  }
  return { observed, expected: chance.level, coefficient, standardError, interval }
}

/** Share of the pairs of scorers of a case that agree. */
function agreed(row: readonly number[]): number {
  const scorers = sum(row)
  return sum(row.map((count) => count * (count - 1))) / (scorers * (scorers - 1))
}
