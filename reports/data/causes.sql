-- One row per combination of department, product, process step, cause and sub-cause: complaints
-- received in the period and in the one before. Any sum over it is the count of its parent.
-- grain: department_id, product_code, process_step, cause_code, sub_cause_code
--
-- department_id   responsible department
-- department_zh   its name
-- department_en   the same in English
-- product_code    product
-- product_zh      its name
-- product_en      the same in English
-- process_step    step of the business process
-- process_step_zh its name
-- process_step_en the same in English
-- cause_code      cause as the customer sees it
-- cause_zh        its name
-- cause_en        the same in English
-- sub_cause_code  second level of the cause
-- sub_cause_zh    its name
-- sub_cause_en    the same in English
-- complaints      received in the period
-- previous        received in the period before
-- escalated       of them escalated

with received as (
    select
        coalesce(department_id, 'unknown') as department_id,
        coalesce(product_code, 'unknown') as product_code,
        coalesce(process_step, 'unknown') as process_step,
        coalesce(cause_code, 'unknown') as cause_code,
        coalesce(sub_cause_code, 'unknown') as sub_cause_code,
        received_on >= getvariable('period_start')::date as is_now,
        coalesce(is_escalated, false) as is_escalated,
    from marts.complaints
    where is_received
      and received_on <= getvariable('period_end')::date
      and received_on >= getvariable('previous_start')::date
),

counted as (
    select
        department_id,
        product_code,
        process_step,
        cause_code,
        sub_cause_code,
        count(*) filter (where is_now) as complaints,
        count(*) filter (where not is_now) as previous,
        count(*) filter (where is_now and is_escalated) as escalated,
    from received
    group by all
)

select
    counted.department_id,
    coalesce(departments.name_zh, '未归属') as department_zh,
    coalesce(departments.name_en, departments.department_id, 'Not assigned') as department_en,
    counted.product_code,
    coalesce(products.name_zh, '未分类') as product_zh,
    coalesce(products.name_en, products.product_code, 'Not classified') as product_en,
    counted.process_step,
    coalesce(process_steps.name_zh, '未分类') as process_step_zh,
    coalesce(process_steps.name_en, process_steps.process_step, 'Not classified') as process_step_en,
    counted.cause_code,
    coalesce(causes.cause_zh, '未分类') as cause_zh,
    coalesce(causes.cause_en, 'Not classified') as cause_en,
    counted.sub_cause_code,
    coalesce(sub_causes.cause_zh, '未细分') as sub_cause_zh,
    coalesce(sub_causes.cause_en, 'Not divided') as sub_cause_en,
    counted.complaints,
    counted.previous,
    counted.escalated,
from counted
left join reference.departments using (department_id)
left join reference.products using (product_code)
left join reference.process_steps using (process_step)
left join cause_names as causes using (cause_code)
left join cause_names as sub_causes
    on sub_causes.cause_code = counted.sub_cause_code
order by
    complaints desc, counted.department_id, counted.product_code, counted.process_step,
    counted.cause_code, counted.sub_cause_code
