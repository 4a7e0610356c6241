-- One row per confirmed compliance-critical error of the period's services (Article 8): each alone
-- breaks the gate, whatever else is good.
-- grain: inspection_id
--
-- inspection_id the inspection system's number
-- contact_on    local day of the service
-- inspected_on  local day of the inspection
-- sampling      random or targeted
-- sampling_zh   the same in Chinese
-- sampling_en   the same in English
-- channel_zh    channel
-- channel_en    the same in English
-- department_id department; empty where it is not known
-- department_zh its name
-- department_en the same in English
-- known_by_zh   whether an item of the scorecard says it, or the points of the standard
-- known_by_en   the same in English

select
    errors.inspection_id,
    errors.contact_on::varchar as contact_on,
    errors.inspected_on::varchar as inspected_on,
    errors.sampling,
    case errors.sampling when 'random' then '随机' else '定向' end as sampling_zh,
    case errors.sampling when 'random' then 'random' else 'targeted' end as sampling_en,
    coalesce(channels.name_zh, errors.channel) as channel_zh,
    coalesce(channels.name_en, errors.channel) as channel_en,
    coalesce(errors.department_id, '') as department_id,
    coalesce(departments.name_zh, errors.department_id, '未归属') as department_zh,
    coalesce(departments.name_en, errors.department_id, 'Not assigned') as department_en,
    case errors.known_by when 'item' then '评分项目' else '合规分低于85' end as known_by_zh,
    case errors.known_by when 'item' then 'item of the scorecard' else 'points under 85' end
        as known_by_en,
from marts.compliance_errors as errors
left join reference.channels as channels on channels.channel = errors.channel
left join reference.departments as departments on departments.department_id = errors.department_id
where errors.contact_on between getvariable('period_start')::date
    and getvariable('period_end')::date
order by errors.contact_on, errors.inspection_id
