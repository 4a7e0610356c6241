-- One row per improvement issue that is alive in the period: where it stands (Article 14).
-- grain: issue_id
--
-- issue_id      number of the issue
-- issue         what is to be improved
-- department_id department that is responsible; unknown without one
-- department_zh its name
-- department_en the same in English
-- owner         who owns it
-- cause_zh      cause of complaints that it is about; empty where it names none
-- cause_en      the same in English
-- product_zh    product that it is about; empty where it names none
-- product_en    the same in English
-- stage         raised, piloting, pilot_ended, rolled_out or verified, at the end of the period
-- stage_zh      the same in Chinese
-- stage_en      the same in English
-- stage_place   1 to 5
-- since         first day of that stage
-- days_in_stage days in that stage
-- is_stalled    too long in its stage
-- opened_on     day on which it was raised
-- pilot_started_on first day of the pilot; empty before it
-- pilot_ended_on last day of the pilot
-- rolled_out_on day of the roll-out
-- verified_on   day on which its effect was verified

select
    loop.issue_id,
    coalesce(loop.title, loop.issue_id) as issue,
    coalesce(loop.department, 'unknown') as department_id,
    coalesce(departments.name_zh, '未归属') as department_zh,
    coalesce(departments.name_en, departments.department_id, 'Not assigned') as department_en,
    coalesce(loop.owner, '') as owner,
    coalesce(cause_names.cause_zh, '') as cause_zh,
    coalesce(cause_names.cause_en, '') as cause_en,
    coalesce(products.name_zh, '') as product_zh,
    coalesce(products.name_en, products.product_code, '') as product_en,
    loop.stage,
    case loop.stage when 'raised' then '提出' when 'piloting' then '试点' when 'pilot_ended' then '试点结束'
        when 'rolled_out' then '推广' else '验证' end as stage_zh,
    case loop.stage when 'raised' then 'raised' when 'piloting' then 'pilot'
        when 'pilot_ended' then 'pilot ended' when 'rolled_out' then 'rolled out'
        else 'verified' end as stage_en,
    list_position(['raised', 'piloting', 'pilot_ended', 'rolled_out', 'verified'], loop.stage)
        as stage_place,
    loop.since::varchar as since,
    loop.days_in_stage,
    loop.is_stalled,
    loop.opened_on::varchar as opened_on,
    coalesce(loop.pilot_started_on::varchar, '') as pilot_started_on,
    coalesce(loop.pilot_ended_on::varchar, '') as pilot_ended_on,
    coalesce(loop.rolled_out_on::varchar, '') as rolled_out_on,
    coalesce(loop.verified_on::varchar, '') as verified_on,
from findings.improvement_loop as loop
left join reference.departments
    on departments.department_id = loop.department
left join cause_names
    on cause_names.cause_code = loop.cause
left join reference.products
    on products.product_code = loop.product
where loop.period_id = getvariable('period_id')
order by stage_place, loop.days_in_stage desc, loop.issue_id
