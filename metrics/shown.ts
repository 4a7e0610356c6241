import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'
import { hideFigures } from './hide-figures.ts'
import { leastDifference } from './least-difference.ts'
import { shownColumns } from './shown-columns.ts'
import { shownSql } from './shown-sql.ts'

/**
 * Makes the view `indicators.shown`, which is what editions may show of `indicators.values`, and
 * the two tables that it reads: `indicators.rules` and, for months, quarters and years,
 * `indicators.hidden`. Needs the temporary tables `periods` and `open_sums`.
 */
export async function createShown(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  await createRules(database, indicators)
  await hideFigures(database)
  await database.run(`create or replace view indicators.shown as ${shownSql}`)
  for (const [column, meaning] of Object.entries(shownColumns)) {
    await database.run(`comment on column indicators.shown.${column} is ${literal(meaning)}`)
  }
}

/** What decides over the signs and words of an indicator. */
async function createRules(database: Database, indicators: readonly Indicator[]): Promise<void> {
  const rows = indicators.map((each) => {
    const cells = [each.name, leastDifference(each), isSampled(each), channelTrait(each)]
    const groups = `[${each.by.map(literal).join(', ')}]::varchar[]`
    return `(${[...cells.map((cell) => (cell === null ? 'null' : literal(cell))), groups].join(', ')})`
  })
  await database.run(`create or replace table indicators.rules as
    select indicator, least_difference::double as least_difference, is_sampled,
      channel_trait::varchar as channel_trait, groups
    from (values ${rows.join(',\n      ')})
      rules(indicator, least_difference, is_sampled, channel_trait, groups)`)
  const meanings = {
    least_difference: 'a smaller difference is not called one; in the unit of the value',
    is_sampled: 'its denominator counts what people did: under five are not shown of a group',
    channel_trait: 'column of reference.channels that a channel must have; null: any channel',
    groups: 'groups that it is measured for',
  }
  for (const [column, meaning] of Object.entries(meanings)) {
    await database.run(`comment on column indicators.rules.${column} is ${literal(meaning)}`)
  }
}

/** Whether few rows give somebody away: not of open cases, of outlets and customers, or of a score. */
function isSampled(indicator: Indicator): boolean {
  if (indicator.kind === 'stock' || indicator.kind === 'composite') return false
  return !(indicator.kind === 'per_exposure' && 'exposure' in indicator.per)
}

const channelTraits = ['has_queue', 'is_voice', 'is_text'] as const

/** The trait of a channel without which none of its rows can be the indicator's. */
function channelTrait(indicator: Indicator): string | null {
  if (indicator.kind === 'composite') return null
  const terms = indicator.rows.split(' and ')
  return channelTraits.find((trait) => terms.includes(trait)) ?? null
}
