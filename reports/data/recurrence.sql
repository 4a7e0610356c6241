-- One row per improvement issue, stage and measure: what the fix changed, before and after, and
-- against units or complaints without it.
-- grain: issue_id, stage, measure
--
-- issue_id   improvement issue
-- issue      its title
-- stage      pilot or rolled_out
-- stage_zh   the same in Chinese
-- stage_en   the same in English
-- measure    complaints, or the indicator that it is to improve
-- measure_zh its name
-- measure_en the same in English
-- units      pilot units; empty where all are meant
-- control    what it is compared with; empty without one
-- control_en the same in English
-- is_count   change is a ratio of rates; otherwise a difference of shares
-- after_from first day after the fix
-- after_to   last day that is counted
-- before     complaints or share before the fix
-- after      complaints or share after it
-- change     rate after / rate before, or share after - share before
-- change_low lower end of its 95 % interval
-- change_high upper end
-- net        change against the change of the control
-- net_low    lower end of its 95 % interval
-- net_high   upper end
-- verdict    improved, worsened, no_clear_change or too_few
-- verdict_zh the same in Chinese
-- verdict_en the same in English

select
    issue_id,
    coalesce(title, issue_id) as issue,
    stage,
    case stage when 'pilot' then '试点' else '推广' end as stage_zh,
    case stage when 'pilot' then 'pilot' else 'roll-out' end as stage_en,
    measure,
    measure_zh,
    measure_en,
    coalesce(units, '') as units,
    case control when 'others' then '其他投诉' when 'other_units' then '其他单位' else coalesce(control, '') end as control,
    case control when 'others' then 'other complaints' when 'other_units' then 'other units'
        else coalesce(control, '') end as control_en,
    measure = 'complaints' as is_count,
    after_from::varchar as after_from,
    after_to::varchar as after_to,
    case when measure = 'complaints' then before else before / nullif(before_of, 0) end as before,
    case when measure = 'complaints' then after else after / nullif(after_of, 0) end as after,
    change,
    change_low,
    change_high,
    net,
    net_low,
    net_high,
    verdict,
    case verdict when 'improved' then '明显改善' when 'worsened' then '明显变差'
        when 'too_few' then '样本不足' else '无明显变化' end as verdict_zh,
    case verdict when 'improved' then 'clearly better' when 'worsened' then 'clearly worse'
        when 'too_few' then 'small sample' else 'no clear change' end as verdict_en,
from findings.recurrence
where period_id = getvariable('period_id') and stage <> 'none'
order by issue_id, stage, measure
