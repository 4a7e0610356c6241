import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { exactSum, sumScale } from './count-days.ts'
import type { Indicator } from './define-indicator.ts'
import { isValidAtEnd } from './score-reference.ts'

/** A weighted score of other indicators, as it is defined. */
export type Composite = Extract<Indicator, { readonly kind: 'composite' }>

/** The columns of `indicators.score_parts`, as readers may rely on them. */
export const scorePartColumns: Readonly<Record<string, string>> = {
  period_type: 'day, month, quarter or year',
  period_id: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  period_end: 'last local day; weight and target are those valid on it',
  indicator: 'the part',
  given_weight: 'weight as it was given',
  weight: 'the same where all of them sum to 1, else its share of their sum',
  weight_valid_from: 'first day of the weight',
  weight_approved_by: 'who approved the weight',
  value: 'value of the bank',
  numerator: 'numerator of the value',
  n: 'denominator of the value, its sample',
  standard_error: 'of a mean; null for others, whose uncertainty follows from numerator and n',
  floor: 'value that gives 0 points',
  target: 'value that gives 100 points',
  target_valid_from: 'first day of the target',
  points: 'clip((value − floor) / (target − floor), 0, 1) × 100; null where the part drops out',
  contribution:
    'weight × points / sum of the weights with points: what the part adds to the score; null where the score is hidden',
  reason:
    'why the part drops out: no_value, small_n or no_scale (no target, or no floor other than it)',
}

/**
 * Makes `indicators.score_parts` of the measured numbers: per period and part the weight and the
 * target valid at the period's end, and the points. Parts without a value, a scale or a large
 * enough sample have no points.
 */
export async function createScoreParts(database: Database, score: Composite): Promise<void> {
  const period = 'period_type, period_id'
  const given = `${exactSum('given_weight')} over in_period / ${sumScale}`
  await database.run(`create or replace table indicators.score_parts as
    with weighed as (
      select periods.period_type, periods.period_id, periods.period_end, score_weights.indicator,
        score_weights.weight as given_weight, score_weights.valid_from as weight_valid_from,
        score_weights.approved_by as weight_approved_by,
      from periods join score_weights on ${isValidAtEnd('score_weights')}
      qualify row_number() over (partition by ${period}, indicator
        order by score_weights.valid_from desc) = 1
    ),
    normalised as (
      select *, case when abs(${given} - 1) <= 1e-9 then given_weight
        else given_weight / (${given}) end as weight,
      from weighed where given_weight > 0
      window in_period as (partition by ${period})
    ),
    scales as (
      select periods.period_type, periods.period_id, targets.indicator, targets.floor,
        targets.target, targets.valid_from as target_valid_from,
      from periods join reference.targets on ${isValidAtEnd('targets')}
      where targets.grouped_by = 'all' and targets.group_id = 'all'
      qualify row_number() over (partition by ${period}, indicator
        order by targets.valid_from desc) = 1
    ),
    judged as (
      select normalised.*, measured.value, measured.numerator, measured.denominator as n,
        mean_errors.standard_error, scales.floor, scales.target, scales.target_valid_from,
        case when measured.value is null then 'no_value'
          when coalesce(measured.denominator, 0) < ${score.minimumDenominator} then 'small_n'
          when scales.floor is null or scales.target is null or scales.floor = scales.target
            then 'no_scale' end as reason,
      from normalised
      left join (from measured where grouped_by = 'all') measured using (${period}, indicator)
      left join mean_errors using (${period}, indicator)
      left join scales using (${period}, indicator)
    ),
    pointed as (
      select *, case when reason is null
        then least(greatest((value - floor) / (target - floor), 0), 1) * 100 end as points,
      from judged
    ),
    covered as (
      select *, ${exactSum('weight')} filter (where reason is null) over (partition by ${period})
        / ${sumScale} as covered,
      from pointed
    )
    select ${period}, period_end, indicator, given_weight, weight, weight_valid_from,
      weight_approved_by, value, numerator, n, standard_error, floor, target, target_valid_from,
      points,
      case when covered >= ${score.minimumWeight} - 1e-9 then weight * points / covered end
        as contribution,
      reason,
    from covered
    order by ${period}, weight desc, indicator`)
  await commentColumns(database, 'indicators.score_parts', scorePartColumns)
}

/** Writes the meaning of each column of a table into the warehouse. */
export async function commentColumns(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const statements = Object.entries(columns).map(
    ([name, meaning]) => `comment on column ${table}.${name} is ${literal(meaning)}`,
  )
  await database.run(statements.join(';'))
}
