-- One row per group: how it is called, and its place in a list.
-- grain: grouped_by, group_id
--
-- grouped_by  all, channel, department, team, product or cause
-- group_id    group
-- name_zh     name in Chinese
-- name_en     name in English
-- sort_order  order in a list
-- is_in_article_2 the channel is named in Article 2
-- department_id department of a team

with named as (
    select 'all' as grouped_by, 'all' as group_id, '全行' as name_zh, 'Whole bank' as name_en,
        0 as sort_order, false as is_in_article_2, null as department_id,
    union all
    select 'channel', channel, name_zh, name_en, sort_order, is_in_article_2, null,
    from reference.channels
    union all
    select 'department', department_id, name_zh, coalesce(name_en, department_id),
        row_number() over (order by department_id), false, null,
    from reference.departments
    union all
    select 'team', team_id, coalesce(any_value(team_name), team_id), team_id,
        row_number() over (order by team_id), false, min(department_id),
    from reference.agents
    where team_id is not null
    group by team_id
    union all
    select 'product', product_code, name_zh, coalesce(name_en, product_code),
        row_number() over (order by product_code), false, null,
    from reference.products
    union all
    select 'cause', cause_code, cause_zh, cause_en, place, false, null,
    from cause_names
),

seen as (
    select distinct grouped_by, group_id
    from indicators."values"
    where period_id = getvariable('period_id')
      and grouped_by in ('channel', 'department', 'team', 'product', 'cause')
),

unnamed as (
    select
        grouped_by,
        group_id,
        case when group_id = 'unknown' then '未归属' else group_id end as name_zh,
        case when group_id = 'unknown' then 'Not assigned' else group_id end as name_en,
        9999 as sort_order,
        false as is_in_article_2,
        null as department_id,
    from seen
    anti join named using (grouped_by, group_id)
)

select * from named
union all
select * from unnamed
order by grouped_by, sort_order, group_id
