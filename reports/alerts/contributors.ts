import type { Database, Row } from '../../core/database.ts'
import type { Verdict } from './evaluate.ts'

/** A group with its part of what is worse than it should be, between 0 and 1. */
export interface Contributor {
  readonly grouped_by: string
  readonly group_id: string
  readonly share: number
}

interface GroupRow extends Row {
  readonly grouped_by: string
  readonly group_id: string
  readonly value: number
  readonly n: number
}

const shown = 3

/**
 * The groups that make up most of a broken figure of the whole bank: by department, else by
 * channel, how far each is on the wrong side of what the bank is held against, times its size.
 * None for a figure of a group, and where fewer than two groups are shown.
 */
export async function contributorsOf(
  database: Database,
  { rule, figure, period }: Verdict,
): Promise<readonly Contributor[]> {
  const level = levelOf(rule.condition, figure)
  if (figure.grouped_by !== 'all' || level === null) return []
  const rows = await database.rows<GroupRow>(
    `select grouped_by, group_id, value, denominator::double as n from indicators.shown
    where indicator = $1 and period_id = $2 and grouped_by in ('department', 'channel')
      and value is not null and denominator > 0 and not coalesce(is_suppressed, false)
    order by group_id`,
    [rule.indicator, period.id],
  )
  const departments = rows.filter((row) => row.grouped_by === 'department')
  const groups =
    departments.length >= 2 ? departments : rows.filter((row) => row.grouped_by === 'channel')
  if (groups.length < 2) return []
  const sign = figure.better === 'lower' ? 1 : -1
  const worse = groups
    .map((row) => ({ ...row, excess: sign * (row.value - level) * row.n }))
    .filter((row) => row.excess > 0)
    .sort((a, b) => b.excess - a.excess)
  const total = worse.reduce((sum, row) => sum + row.excess, 0)
  return worse.slice(0, shown).map(({ grouped_by, group_id, excess }) => ({
    ...{ grouped_by, group_id },
    share: excess / total,
  }))
}

function levelOf(condition: string, figure: Verdict['figure']): number | null {
  if (condition === 'target') return figure.target
  if (condition === 'change') return figure.previous_value
  return figure.better === 'lower' ? figure.high : figure.low
}
