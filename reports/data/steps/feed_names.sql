-- One row per feed: how readers call the system.
-- grain: source, feed
--
-- source      source
-- feed        folder of a system
-- feed_zh     name of the system
-- contract    canonical table that it feeds
-- contract_zh its name

with feeds as (
    select distinct source, feed, contract from ops.arrivals
),

named as (
    select
        feeds.*,
        sources.title_zh,
        regexp_extract(feeds.feed, '[^/]+$') as folder,
        count(*) over (partition by feeds.source) > 1 as has_sisters,
    from feeds
    left join ops.sources using (source)
),

folders as (
    select channel as folder, name_zh as folder_zh from reference.channels
    union all
    select * from (values ('branch', '营业网点'), ('online', '线上渠道')) usual(folder, folder_zh)
)

select
    named.source,
    named.feed,
    case
        when not named.has_sisters then coalesce(named.title_zh, named.source)
        -- contacts are known by where they come in
        when named.contract = 'contacts' and folders.folder is not null then folders.folder_zh
        else coalesce(named.title_zh, named.source)
            || '（' || coalesce(folders.folder_zh, named.folder) || '）'
    end as feed_zh,
    named.contract,
    coalesce(contract_names.contract_zh, named.contract) as contract_zh,
from named
left join folders using (folder)
left join contract_names using (contract)
