-- One row per department, and one for the bank: failed inspections, how many were followed by
-- coaching, and how later scores compare with those without it (Article 12). Departments with
-- fewer than five failed inspections are left out; the bank has them.
-- grain: department_id
--
-- department_id department of the inspection; all is the bank
-- department_zh its name
-- department_en the same in English
-- failed        inspections that were not passed and are old enough to judge
-- coached       of them followed by coaching in time
-- share         coached / failed
-- ci_low        lower end of the 95 % interval of share
-- ci_high       upper end
-- median_days   median of days to the coaching
-- coached_seen  coached ones with a later random inspection
-- coached_gain  mean change of their score
-- others_seen   ones without coaching and with a later random inspection
-- others_gain   mean change of their score
-- net_gain      coached_gain - others_gain
-- net_gain_low  lower end of its 95 % interval; null where too few are seen
-- net_gain_high upper end

select
    coverage.department as department_id,
    case coverage.department when 'all' then '全行' when 'unknown' then '未归属'
        else coalesce(departments.name_zh, coverage.department) end as department_zh,
    case coverage.department when 'all' then 'Whole bank' when 'unknown' then 'Not assigned'
        else coalesce(departments.name_en, coverage.department) end as department_en,
    coverage.n as failed,
    coverage.coached,
    coverage.share,
    coverage.ci_low,
    coverage.ci_high,
    coverage.median_days,
    coverage.coached_seen,
    coverage.coached_gain,
    coverage.others_seen,
    coverage.others_gain,
    coverage.net_gain,
    coverage.net_gain_low,
    coverage.net_gain_high,
from findings.coaching_coverage as coverage
left join reference.departments
    on departments.department_id = coverage.department
where coverage.period_id = getvariable('period_id')
  and (coverage.department = 'all' or coverage.n >= 5)
order by coverage.department <> 'all', coverage.department
