import type { Database, Row } from '../core/database.ts'
import { nearestName, UserError, unknownName } from '../core/errors.ts'
import { type Period, parsePeriod } from '../core/periods.ts'
import type { Indicator } from './define-indicator.ts'

/** One number: an indicator of a period, for the bank or for one group. */
export interface NumberQuestion {
  readonly indicator: Indicator
  readonly period: Period
  /** `all`, or one of the groups that the indicator is measured by. */
  readonly groupedBy: string
  readonly groupId: string
}

/** A row of `indicators.values`. */
export interface PublishedNumber extends Row {
  readonly numerator: number | null
  readonly denominator: number | null
  readonly value: number | null
  readonly excluded_count: number
  readonly unknown_count: number
  readonly immature_count: number
  readonly ci_low: number | null
  readonly ci_high: number | null
  readonly floor: number | null
  readonly target: number | null
  readonly stretch: number | null
  readonly status: string
  readonly previous_value: number | null
  readonly year_ago_value: number | null
  readonly definition_version: number
  readonly as_of: string
}

/** The words `connect_rate 2026-Q3 channel=phone` as a question; a UserError names what is unknown. */
export function readNumberQuestion(
  indicators: readonly Indicator[],
  name: string,
  period: string,
  group: string | undefined,
): NumberQuestion {
  const indicator = indicators.find((each) => each.name === name)
  if (indicator === undefined) {
    const known = indicators.map((each) => each.name)
    throw unknownName('indicator', name, known)
  }
  return { indicator, period: parsePeriod(period), ...readGroup(indicator, group) }
}

function readGroup(
  indicator: Indicator,
  words: string | undefined,
): Pick<NumberQuestion, 'groupedBy' | 'groupId'> {
  if (words === undefined || words === 'all' || words === 'all=all') {
    return { groupedBy: 'all', groupId: 'all' }
  }
  const [groupedBy = '', ...rest] = words.split('=')
  const groupId = rest.join('=')
  if (groupId === '') {
    throw new UserError(`"${words}" is not a group.`, { hint: 'write it as channel=phone.' })
  }
  if ((indicator.by as readonly string[]).includes(groupedBy)) return { groupedBy, groupId }
  const near = nearestName(groupedBy, indicator.by)
  throw new UserError(`${indicator.name} is not measured by ${groupedBy}.`, {
    hint:
      near !== undefined
        ? `Did you mean: ${near}=${groupId}?`
        : indicator.by.length === 0
          ? 'it is measured for the whole bank only: leave the group out.'
          : `it is measured by ${indicator.by.join(', ')}.`,
  })
}

/** The number as it is published; a UserError where there is none. */
export async function publishedNumber(
  database: Database,
  question: NumberQuestion,
): Promise<PublishedNumber> {
  const { indicator, period, groupedBy, groupId } = question
  await requireValues(database)
  const [found] = await database.rows<PublishedNumber>(
    `select * from indicators.values
    where indicator = $1 and period_type = $2 and period_id = $3
      and grouped_by = $4 and group_id = $5`,
    [indicator.name, period.type, period.id, groupedBy, groupId],
  )
  return found ?? (await noNumber(database, question))
}

async function requireValues(database: Database): Promise<void> {
  const { tables } = await database.row<{ tables: number }>(`select count(*) as tables
    from duckdb_tables() where schema_name = 'indicators' and table_name = 'values'`)
  if (tables === 0) {
    throw new UserError('Nothing has been measured yet.', { hint: 'run csq build.' })
  }
}

/** Why there is no such row: no data in the period, or no such group in it. */
async function noNumber(database: Database, question: NumberQuestion): Promise<never> {
  const { indicator, period, groupedBy, groupId } = question
  const known = await database.rows<{ period_id: string }>(
    `select distinct period_id from indicators.values
    where indicator = $1 and period_type = $2 order by period_id`,
    [indicator.name, period.type],
  )
  if (!known.some((each) => each.period_id === period.id)) {
    const [first, last] = [known[0]?.period_id, known.at(-1)?.period_id]
    throw new UserError(`${indicator.name} has no number for ${period.id}: no data are of it.`, {
      hint:
        first === undefined
          ? 'run csq load, then csq build.'
          : `the warehouse has each ${period.type} with data from ${first} to ${last}.`,
    })
  }
  const groups = await database.rows<{ group_id: string }>(
    `select group_id from indicators.values where indicator = $1 and period_type = $2
      and period_id = $3 and grouped_by = $4 order by group_id`,
    [indicator.name, period.type, period.id, groupedBy],
  )
  const ids = groups.map((each) => each.group_id)
  const near = nearestName(groupId, ids)
  throw new UserError(
    `${indicator.name} has no number for ${groupedBy}=${groupId} in ${period.id}: nothing was counted there.`,
    {
      hint:
        near !== undefined
          ? `Did you mean: ${groupedBy}=${near}?`
          : ids.length === 0
            ? `no ${groupedBy} has a number in this period.`
            : `with a number: ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', …' : ''}.`,
    },
  )
}
