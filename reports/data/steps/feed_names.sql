-- One row per feed: how readers call the system.
-- grain: source, feed
--
-- source      source
-- feed        folder of a system
-- feed_zh     name of the system
-- feed_en     the same in English
-- contract    canonical table that it feeds
-- contract_zh its name
-- contract_en the same in English

with feeds as (
    select distinct source, feed, contract from ops.arrivals
),

named as (
    select
        feeds.*,
        sources.title_zh,
        sources.title_en,
        regexp_extract(feeds.feed, '[^/]+$') as folder,
        count(*) over (partition by feeds.source) > 1 as has_sisters,
    from feeds
    left join ops.sources using (source)
),

folders as (
    select channel as folder, name_zh as folder_zh, coalesce(name_en, channel) as folder_en
    from reference.channels
    union all
    select * from (values
        ('branch', '营业网点', 'Branches'), ('online', '线上渠道', 'Online channels')
    ) usual(folder, folder_zh, folder_en)
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
    case
        when not named.has_sisters then coalesce(named.title_en, named.source)
        when named.contract = 'contacts' and folders.folder is not null then folders.folder_en
        else coalesce(named.title_en, named.source)
            || ' (' || coalesce(folders.folder_en, named.folder) || ')'
    end as feed_en,
    named.contract,
    coalesce(contract_names.contract_zh, named.contract) as contract_zh,
    coalesce(contract_names.contract_en, named.contract) as contract_en,
from named
left join folders using (folder)
left join contract_names using (contract)
