-- One row per cause among the ten with most valid complaints: is somebody doing something about it?
-- grain: cause_code
--
-- position   1 is the cause with most valid complaints
-- cause_code cause as the customer sees it
-- cause_zh   its name
-- cause_en   the same in English
-- complaints valid complaints received in the period
-- share      of all valid complaints of the period
-- action     open, settled or none, at the end of the period
-- action_zh  the same in Chinese
-- action_en  the same in English
-- issue_id   issue that is meant; empty where there is none
-- issue      its title
-- owner      who owns it
-- stage_zh   its stage, of an open one
-- stage_en   the same in English
-- days_open  days since it was raised, of an open one
-- settled_on day of the verification, of a settled one

select
    open_actions.position,
    open_actions.cause as cause_code,
    coalesce(cause_names.cause_zh, open_actions.cause) as cause_zh,
    coalesce(cause_names.cause_en, open_actions.cause) as cause_en,
    open_actions.n as complaints,
    open_actions.share,
    open_actions.action,
    case open_actions.action when 'open' then '进行中' when 'settled' then '已办结' else '没有措施' end
        as action_zh,
    case open_actions.action when 'open' then 'under way' when 'settled' then 'settled'
        else 'no action' end as action_en,
    coalesce(open_actions.issue_id, '') as issue_id,
    coalesce(open_actions.issue, '') as issue,
    coalesce(open_actions.owner, '') as owner,
    case open_actions.stage when 'raised' then '已提出' when 'piloting' then '试点中'
        when 'pilot_ended' then '试点结束' when 'rolled_out' then '已推广'
        when 'verified' then '已验证' else '' end as stage_zh,
    case open_actions.stage when 'raised' then 'raised' when 'piloting' then 'piloting'
        when 'pilot_ended' then 'pilot ended' when 'rolled_out' then 'rolled out'
        when 'verified' then 'verified' else '' end as stage_en,
    open_actions.days_open,
    coalesce(open_actions.settled_on::varchar, '') as settled_on,
from findings.open_actions
left join cause_names
    on cause_names.cause_code = open_actions.cause
where open_actions.period_id = getvariable('period_id') and open_actions.position <= 10
order by open_actions.position
