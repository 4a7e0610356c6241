import type { Database } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { periodTypes } from '../core/periods.ts'
import { isGroupName } from './compile-question.ts'
import { groupColumns, type Indicator } from './define-indicator.ts'

/** The marts behind an indicator, each with its columns; the first column of a mart is its key. */
export type Marts = ReadonlyMap<string, readonly string[]>

/** Columns that mean the same in every mart that has them; others only share their name. */
const dimensions: readonly string[] = Object.values(groupColumns)

/** Names that the answer gives to its own columns. */
export const answerColumns = ['indicator', 'period', 'numerator', 'denominator', 'value', 'n']

/** The marts that an indicator counts in; none when it is made of other indicators. */
export async function martsOf(database: Database, indicator: Indicator): Promise<Marts> {
  const marts = new Map<string, readonly string[]>()
  for (const name of martNames(indicator)) {
    const columns = await database.rows<{ column_name: string }>(`describe ${name}`)
    marts.set(
      name,
      columns.map((each) => each.column_name),
    )
  }
  return marts
}

/** Refuses a group that does not tell apart the rows of every mart of an indicator. */
export function requireGroup(indicator: Indicator, word: string, marts: Marts): void {
  if (isGroupName(word) && indicator.by.includes(word)) return
  const known = indicator.by.length === 0 ? 'the whole bank only' : indicator.by.join(', ')
  const measured = `it is measured for ${known}.`
  if (isGroupName(word)) {
    const column = groupColumns[word]
    if (marts.size > 1) requireShared(indicator, column, marts)
    const isColumn = [...marts.values()].some((columns) => columns.includes(column))
    throw new UserError(`${indicator.name} is not measured by ${word}.`, {
      hint: isColumn && isCounted(indicator) ? `${measured} Or ask --by ${column}.` : measured,
    })
  }
  if (!isCounted(indicator)) {
    throw new UserError(`${indicator.name} is not measured by ${word}.`, { hint: measured })
  }
  requireColumn(indicator, word, marts, [...Object.keys(groupColumns), ...periodTypes])
  if (answerColumns.includes(word)) {
    throw new UserError(`The answer has a column "${word}" of its own.`)
  }
}

/** Refuses a column of a condition that some mart of an indicator does not have. */
export function requireColumn(
  indicator: Indicator,
  column: string,
  marts: Marts,
  others: readonly string[] = [],
): void {
  const all = [...new Set([...marts.values()].flat())]
  if (!all.includes(column)) {
    const name = `column of ${[...marts.keys()].join(' or ')}`
    if (isGroupName(column)) {
      const hint = `the column is called ${groupColumns[column]}.`
      throw new UserError(`There is no ${name} "${column}".`, { hint })
    }
    throw unknownName(name, column, [...all, ...others])
  }
  if (marts.size > 1) requireShared(indicator, column, marts)
}

/** Whether rows can be chosen and told apart: exposure and scores are given for fixed groups. */
export function isCounted(indicator: Indicator): boolean {
  if (indicator.kind === 'composite') return false
  return indicator.kind !== 'per_exposure' || 'from' in indicator.per
}

function martNames(indicator: Indicator): readonly string[] {
  if (indicator.kind === 'composite') return []
  const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? indicator.per.from : ''
  return [...new Set([indicator.from, per])].filter((name) => name !== '')
}

/** The numerator and the denominator must be split alike, or one is counted once per the other. */
function requireShared(indicator: Indicator, column: string, marts: Marts): void {
  const without = [...marts].filter(([, columns]) => !columns.includes(column))
  if (without.length === 0 && dimensions.includes(column)) return
  const shared = dimensions.filter((each) =>
    [...marts.values()].every((columns) => columns.includes(each)),
  )
  const keys = [...marts].map(([name, [key]]) => `${name} (${key})`).join(' by rows of ')
  const reason =
    without.length === 0
      ? `${column} does not mean the same in both`
      : `${without.map(([name]) => name).join(' and ')} has no ${column}`
  throw new UserError(`${indicator.name} divides rows of ${keys}: ${reason}.`, {
    hint: `joined, each row of one would count once per row of the other. Both have ${shared.join(', ')}.`,
  })
}
