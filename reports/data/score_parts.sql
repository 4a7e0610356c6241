-- One row per part of the composite score: from these rows it can be computed again.
-- grain: indicator
--
-- indicator          the part
-- title_zh           its name
-- title_en           its name in English
-- unit               unit of its value
-- better             higher or lower
-- weight             weight; the weights sum to 1
-- given_weight       weight as it was given
-- weight_valid_from  first day of the weight
-- weight_approved_by who approved the weight; empty where nobody is named
-- value              value of the bank
-- n                  its sample
-- excluded_count     left out of the value by a stated rule
-- floor              value that gives 0 points
-- target             value that gives 100 points
-- target_valid_from  first day of the target
-- points             0 to 100; null where the part drops out
-- contribution       weight × points / weights with points; null where the score is hidden
-- reason_zh          why the part drops out; empty where it does not
-- reason_en          the same in English

with parts as (
    select * from indicators.score_parts where period_id = getvariable('period_id')
),

figures as (
    select indicator, excluded_count
    from indicators."values"
    where period_id = getvariable('period_id') and grouped_by = 'all'
)

select
    parts.indicator,
    coalesce(definitions.title_zh, parts.indicator) as title_zh,
    coalesce(definitions.title_en, parts.indicator) as title_en,
    coalesce(definitions.unit, 'score') as unit,
    coalesce(definitions.better, 'higher') as better,
    parts.weight,
    parts.given_weight,
    parts.weight_valid_from::varchar as weight_valid_from,
    coalesce(parts.weight_approved_by, '') as weight_approved_by,
    parts.value,
    parts.n,
    figures.excluded_count,
    parts.floor,
    parts.target,
    parts.target_valid_from::varchar as target_valid_from,
    parts.points,
    parts.contribution,
    coalesce(reason_zh, '') as reason_zh,
    coalesce(reason_en, '') as reason_en,
from parts
left join indicators.definitions using (indicator)
left join figures using (indicator)
left join (values
    ('no_value', '本期无数据', 'no data in the period'),
    ('small_n', '样本不足30', 'sample under 30'),
    ('no_scale', '未设目标或底线', 'no target or floor')
) reasons(reason, reason_zh, reason_en) using (reason)
order by parts.weight desc, parts.indicator
