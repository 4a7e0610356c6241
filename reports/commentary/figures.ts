import type { Database } from '../../core/database.ts'
import type { Text } from '../labels/text.ts'

/** A figure of the edition with what is needed to write it. */
export interface CommentFigure {
  readonly indicator: string
  readonly grouped_by: string
  readonly group_id: string
  readonly name_zh: string
  readonly title_zh: string
  readonly title_en: string
  readonly unit: string
  readonly better: string
  readonly sign: string
  readonly status: string
  readonly value: number | null
  readonly numerator: number | null
  readonly denominator: number | null
  readonly ci_low: number | null
  readonly ci_high: number | null
  readonly target: number | null
  readonly previous_value: number | null
  readonly change: string | null
  readonly missing_days: number
}

/** What commentaries may refer to: the figures of an edition, and how the period before is called. */
export interface CommentSource {
  readonly figures: readonly CommentFigure[]
  readonly earlier: Text
}

/** The figures of an edition's data file, groups without a figure too. */
export async function readCommentSource(database: Database): Promise<CommentSource> {
  const { previous_zh: zh } = await database.row<{ previous_zh: string }>(
    'select previous_zh from edition',
  )
  const figures = (await database.rows(
    `select indicator, grouped_by, group_id, coalesce(name_zh, group_id) as name_zh, title_zh,
      title_en, unit, better, sign, status, "value", numerator, denominator, ci_low, ci_high,
      target, previous_value, change, coalesce(missing_days, 0) as missing_days
    from (
      from "values" union all by name from blanks
      -- a department's edition has of the bank the value alone
      union all by name
      select indicator, 'all' as grouped_by, 'all' as group_id, bank_value as "value",
        'value' as sign, 'no_target' as status
      from bank_values
    )
    join indicators using (indicator)
    left join groups using (grouped_by, group_id)
    order by indicator, grouped_by, group_id`,
  )) as unknown as CommentFigure[] // the columns selected are its fields
  return { figures, earlier: { zh, en: 'the period before' } }
}
