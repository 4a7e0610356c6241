-- One row per department and cause: valid complaints beside what the totals would give.
-- grain: department_id, cause_code
--
-- department_id responsible department
-- department_zh its name
-- department_en the same in English
-- department_place order in a list
-- cause_code    cause as the customer sees it
-- cause_zh      its name
-- cause_en      the same in English
-- cause_place   order in a list
-- complaints    valid complaints received in the period
-- expected      row total x column total / total
-- residual      (complaints - expected) / sqrt(expected)
-- is_clear      stands out after adjustment for all cells that are tested, with the smallest pooled
--               where too many expect too little; null where the cell is not tested by itself

with cells as (
    select
        department,
        cause,
        any_value(n) filter (where not is_pooled) as n,
        any_value(expected) filter (where not is_pooled) as expected,
        any_value(residual) filter (where not is_pooled) as residual,
        bool_or(q_value <= 0.05) as is_clear,
    from findings.cause_department
    where period_id = getvariable('period_id')
    group by department, cause
),

counted as (
    select
        *,
        sum(n) over (partition by cause) as of_cause,
    from cells
    where n is not null
)

select
    counted.department as department_id,
    coalesce(departments.name_zh, if(counted.department = 'unknown', '未归属', counted.department))
        as department_zh,
    coalesce(
        departments.name_en, if(counted.department = 'unknown', 'Not assigned', counted.department)
    ) as department_en,
    dense_rank() over (order by counted.department = 'unknown', counted.department)
        as department_place,
    counted.cause as cause_code,
    coalesce(cause_names.cause_zh, if(counted.cause = 'unknown', '未分类', counted.cause)) as cause_zh,
    coalesce(cause_names.cause_en, if(counted.cause = 'unknown', 'Not classified', counted.cause))
        as cause_en,
    dense_rank() over (
        order by counted.cause = 'unknown', counted.of_cause desc, counted.cause
    ) as cause_place,
    counted.n as complaints,
    counted.expected,
    counted.residual,
    counted.is_clear,
from counted
left join reference.departments
    on departments.department_id = counted.department
left join cause_names
    on cause_names.cause_code = counted.cause
order by department_place, cause_place
