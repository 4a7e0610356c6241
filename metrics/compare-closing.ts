import type { Database, Row } from '../core/database.ts'
import type { Period } from '../core/periods.ts'
import type { Closing } from './closings.ts'
import { figureKey, figuresDiffer } from './series.ts'

/** A figure that is not what it was when its period was last closed; null where it has no row. */
export interface Change extends Row {
  readonly indicator: string
  readonly grouped_by: string
  readonly group_id: string
  readonly value_before: number | null
  readonly value_after: number | null
  readonly numerator_before: number | null
  readonly numerator_after: number | null
  readonly denominator_before: number | null
  readonly denominator_after: number | null
  readonly status_before: string | null
  readonly status_after: string | null
  readonly version_before: number | null
  readonly version_after: number | null
  readonly immature_before: number | null
  readonly immature_after: number | null
}

/** The figures of a period that differ from a closing, the bank's before those of groups. */
export async function listChanges(
  database: Database,
  period: Period,
  closing: Pick<Closing, 'revision'>,
): Promise<readonly Change[]> {
  return database.rows<Change>(
    `with before as (
      from indicators.published where period_type = $1 and period_id = $2 and revision = $3
    ),
    after as (
      from indicators.values where period_type = $1 and period_id = $2
    )
    select indicator, grouped_by, group_id,
      before.value as value_before, after.value as value_after,
      before.numerator as numerator_before, after.numerator as numerator_after,
      before.denominator as denominator_before, after.denominator as denominator_after,
      before.status as status_before, after.status as status_after,
      before.definition_version as version_before, after.definition_version as version_after,
      before.immature_count as immature_before, after.immature_count as immature_after,
    from before
    full join after using (${figureKey})
    where ${figuresDiffer('before.', 'after.')}
    order by indicator, grouped_by <> 'all', grouped_by, group_id`,
    [period.type, period.id, closing.revision],
  )
}
