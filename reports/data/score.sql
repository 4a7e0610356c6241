-- One row: the composite score of the period (Article 11), its range, grade and compliance gate.
-- grain: period_id
--
-- period_id            period
-- score                weighted mean of the points; null where too little weight has a value
-- geometric_mean       the same by the geometric mean
-- coverage             share of the weight that has points
-- interval_low         lower end of the 90 % range; null for days
-- interval_high        upper end of the 90 % range
-- grade_zh             grade of the period; null between grades, for days and for a hidden score
-- grade_en             the same in English
-- low_grade_zh         grade of the lower end of the range, without the gate
-- low_grade_en         the same in English
-- high_grade_zh        grade of the upper end of the range, without the gate
-- high_grade_en        the same in English
-- is_gate_broken       a compliance-critical error is confirmed
-- critical_inspections inspections with such an error
-- gate_reason          the first of them by number; empty where there is none
-- gate_cap             the most that a period with a broken gate is credited with
-- capped_score         the score, at most gate_cap
-- weights_low          least score when any one weight is a quarter less or more
-- weights_high         greatest such score

with scores as (
    select * from indicators.scores where period_id = getvariable('period_id')
),

names as (
    select
        grade,
        arg_max(grade_zh, valid_from) as grade_zh,
        arg_max(grade_en, valid_from) as grade_en,
    from indicators.score_grades
    where valid_from <= getvariable('period_end')::date
      and (valid_to is null or valid_to >= getvariable('period_end')::date)
    group by grade
)

select
    scores.period_id,
    scores.score,
    scores.geometric_mean,
    scores.coverage,
    scores.interval_low,
    scores.interval_high,
    given.grade_zh,
    given.grade_en,
    low.grade_zh as low_grade_zh,
    low.grade_en as low_grade_en,
    high.grade_zh as high_grade_zh,
    high.grade_en as high_grade_en,
    scores.is_gate_broken,
    scores.critical_inspections,
    coalesce(scores.gate_reason, '') as gate_reason,
    scores.gate_cap,
    scores.capped_score,
    scores.weights_low,
    scores.weights_high,
from scores
left join names as given on given.grade = scores.grade
left join names as low on low.grade = scores.grade_low
left join names as high on high.grade = scores.grade_high
