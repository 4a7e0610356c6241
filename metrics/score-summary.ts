import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { exactSum, sumScale } from './count-days.ts'
import type { Indicator } from './define-indicator.ts'
import { type Composite, commentColumns } from './score-parts.ts'
import { createScoreRanges } from './score-ranges.ts'
import { isValidAtEnd } from './score-reference.ts'

/** The columns of `indicators.scores`, as readers may rely on them. */
export const scoreColumns: Readonly<Record<string, string>> = {
  period_type: 'day, month, quarter or year',
  period_id: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  period_start: 'first local day',
  period_end: 'last local day',
  score: 'weighted mean of the points, 0 to 100; null where too little weight has a value',
  geometric_mean: 'the same by the weighted geometric mean, which forgives a weak part less',
  coverage: 'share of the weight that has points',
  interval_low: 'lower end of the 90 % range of the score; null for days',
  interval_high: 'upper end of the 90 % range',
  grade:
    'grade of the period: that of the gate where it is broken, else the one that holds the whole range; null between grades, for days and for a hidden score',
  grade_low: 'grade of the lower end of the range, without the gate',
  grade_high: 'grade of the upper end of the range, without the gate',
  is_gate_broken: 'whether any compliance-critical error of the period is confirmed',
  critical_inspections: 'inspections of the period in marts.compliance_errors',
  gate_reason: 'the first of them by number; null where there is none',
  gate_cap:
    'the most that a period with a broken gate is credited with; null where it is whole, or nothing is capped',
  capped_score: 'the score, at most gate_cap',
  weights_low: 'least score when any one weight is a quarter less or more',
  weights_high: 'greatest such score',
  definition_version: 'version of the definition',
  as_of: 'data cut-off, UTC',
}

const period = 'period_type, period_id'

/** Makes `indicators.scores`: one row per period with the score, its range, grade and gate. */
export async function createScores(
  database: Database,
  score: Composite,
  indicators: readonly Indicator[],
): Promise<void> {
  await createScoreRanges(database, indicators)
  await createGates(database)
  await database.run(`create or replace table indicators.scores as
    with scored as (
      select periods.period_type, periods.period_id, periods.period_start, periods.period_end,
        measured.value as score, score_ranges.* exclude (${period}),
        case when parts.whole > 0 then measured.denominator / parts.whole else 0 end as coverage,
        gates.* exclude (${period}),
      from periods
      join measured using (${period})
      left join (
        select ${period}, ${exactSum('weight')} / ${sumScale} as whole from indicators.score_parts group by all
      ) parts using (${period})
      left join score_ranges using (${period})
      left join gates using (${period})
      where measured.indicator = ${literal(score.name)}
    )
    select ${period}, period_start, period_end, score, geometric_mean, coverage, interval_low,
      interval_high,
      case when score is null then null when is_gate_broken and gate_cap is not null then gate_grade
        when ${gradeSql('interval_low')} = ${gradeSql('interval_high')}
          then ${gradeSql('interval_low')} end as grade,
      ${gradeSql('interval_low')} as grade_low, ${gradeSql('interval_high')} as grade_high,
      is_gate_broken, critical_inspections, gate_reason, gate_cap,
      case when is_gate_broken then least(score, gate_cap) else score end as capped_score,
      weights_low, weights_high, ${score.version} as definition_version,
      getvariable('as_of') as as_of,
    from scored
    order by period_type, period_start`)
  await commentColumns(database, 'indicators.scores', scoreColumns)
}

/** The grade of a score by the grades valid at the end of its period. */
function gradeSql(value: string): string {
  return `list_filter(grades, each -> each.least_score <= ${value} + 1e-9)[1].grade`
}

/** Temporary table `gates`: per period its grades, and the errors that break the compliance gate. */
async function createGates(database: Database): Promise<void> {
  await database.run(`create or replace temp table gates as
    with valid as (
      select periods.period_type, periods.period_id, score_grades.grade, score_grades.least_score,
        score_grades.gate_cap,
      from periods join indicators.score_grades on ${isValidAtEnd('score_grades')}
      qualify row_number() over (partition by ${period}, grade
        order by score_grades.valid_from desc) = 1
    ),
    listed as (
      select ${period}, list({'grade': grade, 'least_score': least_score} order by least_score desc) as grades,
        min(gate_cap) as cap, arg_min(grade, gate_cap) as gate_grade,
      from valid group by all
    ),
    errors as (
      select periods.period_type, periods.period_id, count(*) as critical_inspections,
        list(inspection_id order by inspection_id)[:10].array_to_string(', ') as gate_reason,
      from periods join marts.compliance_errors
        on contact_on between periods.period_start and periods.period_end
      group by all
    )
    select ${period}, coalesce(grades, []) as grades, gate_grade,
      coalesce(critical_inspections, 0) as critical_inspections, gate_reason,
      critical_inspections is not null as is_gate_broken,
      case when critical_inspections is not null then cap end as gate_cap,
    from periods
    left join listed using (${period})
    left join errors using (${period})`)
}
