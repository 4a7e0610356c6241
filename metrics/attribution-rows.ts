import type { Database } from '../core/database.ts'
import {
  type Candidate,
  chooseSlices,
  type Exposure,
  isOutside,
  type Judged,
  judgeSlices,
  type Leaf,
  largestQ,
  limits,
  spread,
} from './attribute.ts'
import { readLeaves, readMonths, type Searched, searched } from './attribution-data.ts'
import { groupRows } from './group-rows.ts'
import { dimensionsOf, isIn } from './slices.ts'
import { adtributor } from './statistics/adtributor.ts'
import { compareRates } from './statistics/rate-ratio.ts'
import { type Leaf as Forecast, rippleScore } from './statistics/ripple.ts'
import { sum } from './statistics/series.ts'

/** A row of `findings.attribution`; columns that a method does not have are left out. */
export type AttributionRow = Readonly<Record<string, string | number | boolean | null>>

/**
 * What is to be said of one period: the chart of the whole bank; where it is outside its limits,
 * the elements of the single dimensions that explain it; and the slices, found by search, that are
 * outside of theirs.
 */
export async function attributePeriod(
  database: Database,
  period: Searched,
): Promise<readonly AttributionRow[]> {
  const { period_type, period_id, exposure } = period
  const judged = judgeSlices(period.slices, exposure)
  const widths = await readWidths(
    database,
    period_id,
    judged.filter(({ slice, q }) => slice === '' || q <= largestQ),
  )
  const whole = widths.find(({ slice }) => slice === '')
  if (whole === undefined) return []
  const isJump = isOutside(whole.n, whole.forecast, whole.width)
  const candidates = widths.filter(
    ({ slice, n, forecast, width }) => slice !== '' && isOutside(n, forecast, width),
  )
  const leaves = isJump || candidates.length > 0 ? await readLeaves(database, period_id) : []
  const found = [
    describe('chart', 1, whole, exposure),
    ...(isJump ? byDimension(leaves, exposure) : []),
    ...chooseSlices(candidates, leaves, exposure).map((each, index) => ({
      ...describe('search', index + 1, each, exposure),
      explanatory_power: isJump ? (each.n - each.forecast) / (whole.n - whole.forecast) : null,
      ...rippleOf(each.slice, leaves, exposure),
    })),
  ]
  return found.map((row) => ({ period_type, period_id, ...row }))
}

async function readWidths(database: Database, periodId: string, judged: readonly Judged[]) {
  const names = judged.map(({ slice }) => slice)
  const months = await readMonths(database, periodId, names)
  const widths = new Map(
    months.map(({ slice, counts, exposures }) => [slice, spread(counts, exposures)]),
  )
  return judged.map((each): Candidate => ({ ...each, width: widths.get(each.slice) ?? 1 }))
}

function describe(method: string, position: number, each: Candidate, exposure: Exposure) {
  const { slice, n, base, forecast, width, p, q } = each
  const { low, high } = limits(forecast, width)
  const compared = compareRates(
    { count: n, exposure: exposure.now },
    { count: base, exposure: exposure.before },
  )
  return {
    ...{ method, position, slice, n, forecast, excess: n - forecast },
    ratio: compared?.ratio ?? null,
    ratio_low: compared?.interval.low ?? null,
    ratio_high: compared?.interval.high ?? null,
    ...{ limit_low: low, limit_high: high, spread: width },
    is_outside: isOutside(n, forecast, width),
    p_value: p,
    q_value: q,
  }
}

/** Adtributor: elements of up to three single dimensions, the most surprising dimension first. */
function byDimension(leaves: readonly Leaf[], exposure: Exposure): readonly AttributionRow[] {
  const named = searched.map((dimension) => {
    const all = cells(leaves, [dimension], exposure)
    const elements = all.map(({ codes, ...counts }) => ({
      ...counts,
      name: codes[dimension] ?? '',
    }))
    return [dimension, elements] as const
  })
  // a dimension of one element holds every change and explains none
  const elements = Object.fromEntries(named.filter(([, each]) => each.length > 1))
  return adtributor(elements).flatMap(({ dimension, elements: chosen }, position) =>
    chosen.map(({ name, forecast, actual, explanatoryPower, surprise }) => ({
      ...{ method: 'adtributor', position: position + 1, slice: `${dimension}=${name}` },
      ...{ n: actual, forecast, excess: actual - forecast },
      explanatory_power: explanatoryPower,
      surprise,
    })),
  )
}

/** HotSpot's and Squeeze's scores of a slice over the cells of its dimensions, product, channel. */
function rippleOf(slice: string, leaves: readonly Leaf[], exposure: Exposure) {
  const own = dimensionsOf(slice).map(([dimension]) => dimension)
  const all = cells(leaves, [...new Set([...own, 'product', 'channel'])], exposure)
  const isInside = isIn(slice)
  const positions = all.flatMap((cell, position) => (isInside(cell) ? [position] : []))
  const forecast = sum(positions.map((position) => all[position]?.forecast ?? 0))
  if (!(forecast > 0)) return { potential: null, generalised: null }
  const { potential, generalised } = rippleScore(all, positions)
  return { potential, generalised }
}

function cells(
  leaves: readonly Leaf[],
  dimensions: readonly string[],
  exposure: Exposure,
): readonly (Forecast & Pick<Leaf, 'codes'>)[] {
  const key = ({ codes }: Leaf) => dimensions.map((each) => codes[each]).join('|')
  return groupRows(leaves, key).map((group) => ({
    codes: Object.fromEntries(dimensions.map((each) => [each, group[0]?.codes[each] ?? ''])),
    actual: sum(group.map(({ n }) => n)),
    forecast: (sum(group.map(({ base }) => base)) * exposure.now) / exposure.before,
  }))
}
