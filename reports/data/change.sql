-- One row per product or channel, and one for all of them: where the change of complaints comes
-- from. Groups add up to `all`; volume, mix and rate add up to the change. Groups whose contacts
-- are too few to show stand together as `other`.
-- grain: dimension, code
--
-- dimension          product or channel
-- code               group; all is their sum, unknown has no code, other is what stands together
-- name_zh            its name
-- name_en            the same in English
-- complaints         complaints received in the period
-- previous           in the period before; of an open period in as many days of it
-- change             complaints - previous = volume + mix + rate
-- volume             complaints that the change of all contacts makes; null where not known
-- mix                complaints that the change of its share of contacts makes
-- rate               complaints that the change of its own rate makes
-- has_exposure       measured per its own contacts

with parts as (
    select
        change.*,
        hidden.group_id is not null as is_hidden,
    from findings.change
    left join (
        select distinct grouped_by, group_id
        from hidden_groups
        where indicator = 'complaint_rate_per_10k'
          and period_id in (getvariable('period_id'), getvariable('previous_id'))
    ) as hidden
        on hidden.grouped_by = change.dimension and hidden.group_id = change.code
    where change.period_id = getvariable('period_id')
),

pooled as (
    select
        dimension,
        if(is_hidden, 'other', code) as code,
        sum(n) as complaints,
        sum(previous) as previous,
        sum(change) as change,
        sum(volume) as volume,
        sum(mix) as mix,
        sum(rate) as rate,
        bool_and(has_exposure) as has_exposure,
    from parts
    group by all
)

select
    pooled.dimension,
    pooled.code,
    case pooled.code when 'all' then '合计' when 'unknown' then '未分类' when 'other' then '样本不足的'
        else coalesce(products.name_zh, channels.name_zh, pooled.code) end as name_zh,
    case pooled.code when 'all' then 'Total' when 'unknown' then 'Not classified'
        when 'other' then 'Small samples'
        else coalesce(products.name_en, channels.name_en, pooled.code) end as name_en,
    pooled.complaints,
    pooled.previous,
    pooled.change,
    pooled.volume,
    pooled.mix,
    pooled.rate,
    pooled.has_exposure,
from pooled
left join reference.products
    on pooled.dimension = 'product' and products.product_code = pooled.code
left join reference.channels
    on pooled.dimension = 'channel' and channels.channel = pooled.code
order by pooled.dimension, abs(pooled.change) desc, pooled.code
