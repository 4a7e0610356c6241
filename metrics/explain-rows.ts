import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import { type Home, joinHome } from './explain-files.ts'
import { askedSql, type Part, partCondition } from './explain-parts.ts'
import type { NumberQuestion, PublishedNumber } from './explain-question.ts'
import { exposureSql, isSame } from './explain-recount.ts'
import { scorePartsSql } from './explain-score.ts'
import { type CountedSide, sidesOf } from './explain-sides.ts'

/** The rows behind a part of a number, and how they make it. */
export interface NumberRows {
  readonly part: Part
  readonly sql: string
  /** What over the rows must equal the published number, in SQL; first is their count or sum. */
  readonly proofs: readonly RowProof[]
}

export interface RowProof {
  /** `count(*)`, `sum(measured)` and so on, over the rows. */
  readonly expression: string
  /** Column of `indicators.values`. */
  readonly column: string
  readonly published: number
}

/** What the rows of a mart are shown with. */
export interface RowColumns {
  readonly home: Home
  /** Columns of the mart, none of them personal. */
  readonly columns: readonly string[]
  readonly hasCustomer: boolean
}

/** The side of a number that has rows of a part; a UserError when there is none. */
export function sideOfPart(question: NumberQuestion, part: Part): CountedSide | undefined {
  const { indicator } = question
  const found = sidesOf(question).find((side) => partCondition(side, part) !== undefined)
  const isTable = indicator.kind === 'composite' || indicator.kind === 'per_exposure'
  if (found !== undefined || (isTable && (part === 'denominator' || part === 'numerator'))) {
    return found
  }
  const kind = indicator.kind.replace('_', ' ')
  throw new UserError(`${indicator.name} is a ${kind} and has no ${part}.`, {
    hint: `--part ${defaultPart(question)} lists the rows behind it.`,
  })
}

/** The part that is listed when none is named. */
export function defaultPart({ indicator }: NumberQuestion): Part {
  return indicator.kind === 'stock' ? 'numerator' : 'denominator'
}

/** Rows of a mart that are a part of a number: keys, day, columns of the definition, file, record. */
export function martRows(
  question: NumberQuestion,
  published: PublishedNumber,
  part: Part,
  side: CountedSide,
  shown: RowColumns,
): NumberRows {
  const { indicator } = question
  const condition = partCondition(side, part)
  const measured = side.measured === undefined ? [] : [`${side.measured} as measured`]
  const isRanked = indicator.kind === 'quantile' && part === 'denominator'
  const columns = [
    ...(isRanked ? [`row_number() over (order by ${side.measured}) as position`] : []),
    ...shown.columns.map((name) => `asked.${identifier(name)}`),
    ...(shown.hasCustomer ? ['home_customer as customer'] : []),
    ...(part === 'numerator' || part === 'denominator' ? measured : []),
    'files.file',
    '_row as record',
  ]
  const sql = `with asked as (\n    ${askedSql(side)}\n)
select ${columns.join(', ')}
from asked
${joinHome(shown.home, shown.hasCustomer)}
left join ops.files on files.file_id = _file_id
where ${condition}
order by ${isRanked ? 'position' : `asked.${side.at}, ${keyOrder(shown)}`}`
  return { part, sql, proofs: martProofs(question, published, part) }
}

function keyOrder({ home }: RowColumns): string {
  return home.key.map((each) => `asked.${identifier(each.mart)}`).join(', ')
}

function martProofs(
  { indicator }: NumberQuestion,
  published: PublishedNumber,
  part: Part,
): readonly RowProof[] {
  const count = (column: string): RowProof[] => {
    const said = published[column]
    return typeof said === 'number' ? [{ expression: 'count(*)', column, published: said }] : []
  }
  if (indicator.kind === 'mean' && part === 'numerator') {
    const sum = { expression: 'coalesce(sum(measured), 0)', column: 'numerator' }
    return [...count('denominator'), { ...sum, published: published.numerator ?? 0 }]
  }
  if (part === 'numerator' || part === 'denominator') return count(part)
  // of what does not add up over days, the counts left out are not published
  const isPublished = !['quantile', 'survival_median'].includes(indicator.kind)
  return isPublished || published[`${part}_count`] !== 0 ? count(`${part}_count`) : []
}

/** What a number without rows of a mart is made of: months of exposure, or parts of a score. */
export function tableRows(
  question: NumberQuestion,
  published: PublishedNumber,
  part: Part,
): NumberRows {
  const isScore = question.indicator.kind === 'composite'
  const sql = isScore ? scorePartsSql(question) : exposureSql(question)
  const weights = 'coalesce(sum(weight) filter (where points is not null), 0)'
  const points = 'coalesce(sum(weighted_points), 0)'
  const expression = isScore ? (part === 'numerator' ? points : weights) : 'avg(amount)'
  const said = published[part === 'numerator' ? 'numerator' : 'denominator']
  const proofs = typeof said === 'number' ? [{ expression, column: part, published: said }] : []
  return { part, sql, proofs }
}

/** Whether the rows make the number, by counting or summing them all. */
export async function proveRows(
  database: Database,
  { sql, proofs }: NumberRows,
): Promise<readonly (RowProof & { readonly found: number | null; readonly agrees: boolean })[]> {
  const proved = []
  for (const proof of proofs) {
    const { found } = await database.row<{ found: number | null }>(
      `select ${proof.expression} as found from (\n${sql}\n)`,
    )
    proved.push({ ...proof, found, agrees: isSame(found, proof.published) })
  }
  return proved
}
