-- One row per step of the evaluation (Article 11) that is planned for the period.
-- grain: step
--
-- step     1 to 6
-- step_zh  the step
-- step_en  the step in English
-- due_on   day by which it is to be done
-- done_on  day on which it was done; null while it is not
-- owner    who does it
-- note     remark of the plan; empty without
-- days_late days after the due day, up to the cut-off while it is not done; 0 in time
-- state    done, late, open or overdue, at the cut-off
-- state_zh the state in words
-- state_en the same in English

with planned as (
    select
        plan.*,
        local_day(getvariable('as_of')) as today,
    from reference.eval_plan as plan
    where plan.period_id = getvariable('period_id')
),

judged as (
    select
        step,
        due_on,
        done_on,
        owner,
        coalesce(note, '') as note,
        greatest(0, date_diff('day', due_on, least(coalesce(done_on, today), today))) as days_late,
        case
            when done_on <= due_on then 'done'
            when done_on is not null then 'late'
            when due_on < today then 'overdue'
            else 'open'
        end as state,
    from planned
)

select
    step,
    coalesce(step_zh, '步骤' || step) as step_zh,
    coalesce(step_en, 'Step ' || step) as step_en,
    due_on::varchar as due_on,
    done_on::varchar as done_on,
    owner,
    note,
    days_late,
    state,
    case state when 'done' then '按期完成' when 'late' then '逾期完成'
        when 'overdue' then '逾期未完成' else '未到期' end as state_zh,
    case state when 'done' then 'done in time' when 'late' then 'done late'
        when 'overdue' then 'overdue' else 'not due yet' end as state_en,
from judged
left join (values
    (1, '制定评估计划', 'Plan the evaluation'),
    (2, '实施监控与数据收集', 'Monitor and collect data'),
    (3, '对照标准评分', 'Score against the standard'),
    (4, '汇总分析结果', 'Sum up and analyse'),
    (5, '形成评估报告', 'Write the report'),
    (6, '反馈评估结果', 'Give feedback')
) names(step, step_zh, step_en) using (step)
order by step
