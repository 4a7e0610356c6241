import type { Database, Row } from '../core/database.ts'
import type { Indicator } from './define-indicator.ts'
import { rangedPeriods } from './score-errors.ts'
import {
  compositeScore,
  type ScorePart,
  scoreRange,
  scoreSensitivity,
} from './statistics/composite.ts'
import type { Measured } from './statistics/plausible.ts'

interface PartRow extends Row {
  readonly period_type: string
  readonly period_id: string
  readonly indicator: string
  readonly weight: number
  readonly value: number
  readonly numerator: number | null
  readonly n: number
  readonly standard_error: number | null
  readonly floor: number
  readonly target: number
}

/**
 * Makes the temporary table `score_ranges`: per period with a score its geometric mean, the range
 * over changed weights and, but for days, the 90 % range over 2,000 plausible values of the parts.
 */
export async function createScoreRanges(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await database.run(`create or replace temp table score_ranges (period_type varchar,
    period_id varchar, geometric_mean double, interval_low double, interval_high double,
    weights_low double, weights_high double)`)
  const rows = await database.rows<PartRow>(
    `select * from indicators.score_parts where contribution is not null
    order by period_type, period_id, weight desc, indicator`,
  )
  const ranges = [...byPeriod(rows).values()].map((parts) => rangeRow(parts, indicators))
  if (ranges.length > 0) {
    await database.run(`insert into score_ranges values ${ranges.join(', ')}`)
  }
}

function byPeriod(rows: readonly PartRow[]): ReadonlyMap<string, readonly PartRow[]> {
  const periods = new Map<string, PartRow[]>()
  for (const row of rows) {
    const key = `${row.period_type} ${row.period_id}`
    const parts = periods.get(key)
    if (parts === undefined) periods.set(key, [row])
    else parts.push(row)
  }
  return periods
}

function rangeRow(rows: readonly PartRow[], indicators: readonly Indicator[]): string {
  const [first] = rows
  if (first === undefined) throw new Error('a score without parts has no range')
  const parts = rows.map((row): ScorePart => {
    const indicator = indicators.find((each) => each.name === row.indicator)
    const scale = { floor: row.floor, target: row.target }
    return { weight: row.weight, scale, measured: measuredOf(row, indicator) }
  })
  const isRanged = rangedPeriods.some((type) => type === first.period_type)
  const range = isRanged ? scoreRange(parts)?.interval : undefined
  const { weights } = scoreSensitivity(parts)
  const numbers = [
    compositeScore(parts).geometric,
    ...[range?.low, range?.high, weights?.low, weights?.high],
  ]
  const cells = numbers.map((each) => each ?? 'null').join(', ')
  return `('${first.period_type}', '${first.period_id}', ${cells})`
}

/** What the uncertainty of a part follows from; a value of a kind without any is taken as exact. */
function measuredOf(row: PartRow, indicator: Indicator | undefined): Measured {
  const count = row.numerator
  if (indicator?.kind === 'rate' && count !== null) return { kind: 'rate', count, size: row.n }
  if (indicator?.kind === 'per_exposure' && count !== null) {
    return { kind: 'per_exposure', count, exposure: row.n, scale: indicator.scale }
  }
  return { kind: 'mean', value: row.value, standardError: row.standard_error ?? 0 }
}
