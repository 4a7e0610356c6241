-- One row per grade of the score that is valid at the period's end.
-- grain: grade
--
-- grade       identifier
-- grade_zh    name
-- grade_en    name in English
-- least_score the score from which it is given
-- gate_cap    the most that a broken compliance gate credits, with this grade; null elsewhere
-- valid_from  first day
-- approved_by who approved it; empty where nobody is named

select
    grade,
    grade_zh,
    grade_en,
    least_score,
    gate_cap,
    valid_from::varchar as valid_from,
    coalesce(approved_by, '') as approved_by,
from indicators.score_grades
where score_grades.valid_from <= getvariable('period_end')::date
  and (valid_to is null or valid_to >= getvariable('period_end')::date)
qualify row_number() over (partition by grade order by score_grades.valid_from desc) = 1
order by least_score desc
