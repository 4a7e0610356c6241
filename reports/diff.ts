import { join } from 'node:path'
import { openDatabase, type Row } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import { type Edition, readManifest } from './edition.ts'

/** A figure that two editions show otherwise. */
export interface FigureChange extends Row {
  readonly indicator: string
  readonly title_zh: string | null
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
  /** `definition`: another version of it. `hidden`: shown in one of them only. `data`: all else. */
  readonly cause: 'definition' | 'hidden' | 'data'
}

/** The figures of a period that differ between two of its editions, by indicator and group. */
export async function diffEditions(
  before: Edition,
  after: Edition,
): Promise<readonly FigureChange[]> {
  if (before.period.id !== after.period.id) {
    throw new UserError(`${before.id} and ${after.id} are of different periods.`, {
      hint: 'compare two revisions of one period, or two audiences; csq metric --compare previous compares periods.',
    })
  }
  const database = await openDatabase()
  try {
    for (const [name, edition] of Object.entries({ before, after })) {
      const path = join(edition.folder, readManifest(edition).data_file)
      await database.run(`attach ${literal(path)} as edition_${name} (read_only)`)
    }
    return await database.rows<FigureChange>(figureChangesSql)
  } finally {
    database.close()
  }
}

const compared = ['value', 'numerator', 'denominator'] as const
const both = [...compared, 'status'].flatMap((each) => [
  `b.${each} as ${each}_before`,
  `a.${each} as ${each}_after`,
])
// a sum of fractions depends on the order of its rows
const isOther = compared.map(
  (each) => `(b.${each} is distinct from a.${each}
    and coalesce(abs(b.${each} - a.${each}) > 1e-12 * greatest(abs(b.${each}), abs(a.${each})), true))`,
)

/** The figures that differ between the data files attached as edition_before and edition_after. */
export const figureChangesSql = `
  select indicator, coalesce(names.title_zh, indicator) as title_zh, grouped_by, group_id,
    ${both.join(', ')},
    case when b.definition_version <> a.definition_version then 'definition'
      when coalesce(b.is_suppressed, true) <> coalesce(a.is_suppressed, true) then 'hidden'
      else 'data' end as cause,
  from edition_before."values" b
  full join edition_after."values" a using (indicator, grouped_by, group_id)
  left join edition_after.indicators names using (indicator)
  where ${isOther.join(' or ')} or b.status is distinct from a.status
    or b.definition_version is distinct from a.definition_version
  order by grouped_by <> 'all', indicator, grouped_by, group_id`
