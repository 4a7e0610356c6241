-- One row per standard of Articles 4 to 8, judged in random inspections of the period's services.
-- grain: section
--
-- section     d1 to d5
-- article     article of the rules
-- section_zh  the standard
-- section_en  the same in English
-- weight      weight in the total, percent
-- judged      inspections in which it applied; null under five
-- mean        mean points, 0 to 100
-- previous_mean mean points of the period before
-- passed      of the judged, with 85 points or more
-- pass_rate   passed / judged
-- previous_pass_rate pass_rate of the period before
-- critical    inspections with a critical error of the standard; known of compliance alone, which is
--             the one standard whose items are critical; null elsewhere

with sampled as (
    select
        inspections.*,
        contact_on >= getvariable('period_start')::date as is_now,
    from marts.inspections as inspections
    where is_sample
      and contact_on between getvariable('previous_start')::date and getvariable('period_end')::date
),

points as (
    unpivot (select is_now, d1_score, d2_score, d3_score, d4_score, d5_score from sampled)
    on d1_score, d2_score, d3_score, d4_score, d5_score
    into name section_score value points
),

counted as (
    select
        left(section_score, 2) as section,
        count(*) filter (where is_now) as judged,
        avg(points) filter (where is_now) as mean,
        avg(points) filter (where not is_now) as previous_mean,
        count(*) filter (where is_now and points >= 85 - 1e-9) as passed,
        count(*) filter (where not is_now and points >= 85 - 1e-9)
            / nullif(count(*) filter (where not is_now), 0) as previous_pass_rate,
    from points
    group by section_score
),

compliance as (
    select count(*) as critical
    from marts.compliance_errors
    where sampling = 'random'
      and contact_on between getvariable('period_start')::date and getvariable('period_end')::date
),

standards(section, article, section_zh, section_en, weight) as (
    values
        ('d1', '4', '人员素养', 'Staff', 10),
        ('d2', '5', '服务流程', 'Process', 25),
        ('d3', '6', '沟通质量', 'Communication', 25),
        ('d4', '7', '问题解决与投诉处理', 'Problems and complaints', 20),
        ('d5', '8', '合规与风险控制', 'Compliance and risk', 20)
)

select
    section,
    article,
    section_zh,
    section_en,
    weight,
    case when judged >= 5 then judged end as judged,
    case when judged >= 5 then mean end as mean,
    previous_mean,
    case when judged >= 5 then passed end as passed,
    case when judged >= 5 then passed / judged end as pass_rate,
    previous_pass_rate,
    case when section = 'd5' then critical end as critical,
from standards
left join counted using (section)
cross join compliance
order by section
