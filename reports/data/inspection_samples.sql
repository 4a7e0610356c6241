-- One row per channel with cases or inspections of the period: how much of it was inspected.
-- grain: channel
--
-- channel    channel
-- name_zh    its name
-- name_en    the same in English
-- cases      contacts answered by a person, tests left out
-- sampled    random inspections that count
-- targeted   inspections for a reason: no rate is estimated from them
-- coverage   sampled / cases
-- passed     of the sampled with a verdict, passed; null under five
-- judged     of the sampled, with a verdict; null under five
-- pass_rate  passed / judged

with cases as (
    select channel, count(*) as cases
    from marts.contacts
    where is_answered and not is_test
      and started_on between getvariable('period_start')::date and getvariable('period_end')::date
    group by channel
),

inspected as (
    select
        channel,
        count(*) filter (where is_sample) as sampled,
        count(*) filter (where sampling = 'targeted') as targeted,
        count(*) filter (where is_sample and is_passed is not null) as judged,
        count(*) filter (where is_sample and is_passed) as passed,
    from marts.inspections
    where contact_on between getvariable('period_start')::date and getvariable('period_end')::date
    group by channel
)

select
    channels.channel,
    channels.name_zh,
    coalesce(channels.name_en, channels.channel) as name_en,
    coalesce(cases, 0) as cases,
    coalesce(sampled, 0) as sampled,
    coalesce(targeted, 0) as targeted,
    coalesce(sampled, 0) / nullif(cases, 0) as coverage,
    case when judged >= 5 then passed end as passed,
    case when judged >= 5 then judged end as judged,
    case when judged >= 5 then passed / judged end as pass_rate,
from reference.channels as channels
left join cases using (channel)
left join inspected using (channel)
where coalesce(cases, 0) + coalesce(sampled, 0) + coalesce(targeted, 0) > 0
order by channels.sort_order
