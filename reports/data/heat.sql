-- One row per department and cause: valid complaints beside what the totals would give. Where too
-- many cells expect too little, a second map has the smallest pooled.
-- grain: is_pooled, department_id, cause_code
--
-- is_pooled     of the map with the smallest departments or causes pooled
-- department_id responsible department; other is what was pooled
-- department_zh its name
-- departments   codes behind it, joined by commas
-- department_place order in a list
-- cause_code    cause as the customer sees it; other is what was pooled
-- cause_zh      its name
-- causes        codes behind it, joined by commas
-- cause_place   order in a list
-- complaints    valid complaints received in the period
-- expected      row total x column total / total
-- residual      (complaints - expected) / sqrt(expected)
-- is_clear      stands out after adjustment for all cells; null where too few are expected

with cells as (
    select
        *,
        replace(coalesce(pooled_departments, department), ' ', '') as departments,
        replace(coalesce(pooled_causes, cause), ' ', '') as causes,
    from findings.cause_department
    where period_id = getvariable('period_id')
),

counted as (
    select
        *,
        sum(n) over (partition by is_pooled, cause) as of_cause,
    from cells
)

select
    counted.is_pooled,
    counted.department as department_id,
    case counted.department
        when 'other' then '其余' || len(string_split(counted.departments, ',')) || '个部门'
        when 'unknown' then '未归属'
        else coalesce(departments.name_zh, counted.department) end as department_zh,
    counted.departments,
    dense_rank() over (
        order by counted.department in ('other', 'unknown'), counted.department
    ) as department_place,
    counted.cause as cause_code,
    case counted.cause
        when 'other' then '其余' || len(string_split(counted.causes, ',')) || '类原因'
        when 'unknown' then '未分类'
        else coalesce(cause_names.cause_zh, counted.cause) end as cause_zh,
    counted.causes,
    dense_rank() over (
        partition by counted.is_pooled
        order by counted.cause in ('other', 'unknown'), counted.of_cause desc, counted.cause
    ) as cause_place,
    counted.n as complaints,
    counted.expected,
    counted.residual,
    counted.q_value <= 0.05 as is_clear,
from counted
left join reference.departments
    on departments.department_id = counted.department
left join cause_names
    on cause_names.cause_code = counted.cause
order by counted.is_pooled, department_place, cause_place
