-- One row per source and change of its columns: what was found, and what was done with it.
-- grain: source, change, column_name, detail, decision
--
-- source      source
-- source_zh   its name
-- source_en   the same in English
-- change      new_column, missing_column, renamed_column or changed_type
-- column_name column of the file
-- detail      former name, nearest known name, or former and present kind; empty where there is none
-- decision    ignore, evolve or hold
-- change_zh   the change in words
-- change_en   the same in English
-- detail_zh   the detail in words
-- detail_en   the same in English
-- decision_zh the decision in words
-- decision_en the same in English
-- files       files that show it
-- first_file  the first of them
-- found_on    local day on which it was found

with kinds(kind, kind_zh) as (
    values ('whole number', '整数'), ('number', '数字'), ('date or time', '日期或时间'), ('text', '文字')
),

changes as (
    select
        source,
        change,
        column_name,
        coalesce(detail, '') as detail,
        decision,
        count(distinct file) as files,
        arg_min(file, (load_id, file)) as first_file,
        min(load_id) as load_id,
        regexp_extract(coalesce(detail, ''), '^(.+) before, (.+) now$', 1) as kind_before,
        regexp_extract(coalesce(detail, ''), '^(.+) before, (.+) now$', 2) as kind_now,
    from ops.drift
    group by all
)

select
    changes.source,
    coalesce(sources.title_zh, changes.source) as source_zh,
    coalesce(sources.title_en, changes.source) as source_en,
    changes.change,
    changes.column_name,
    changes.detail,
    changes.decision,
    case changes.change
        when 'new_column' then '新增'
        when 'missing_column' then '缺失'
        when 'renamed_column' then '改名'
        else '类型变化' end as change_zh,
    case changes.change
        when 'new_column' then 'new'
        when 'missing_column' then 'missing'
        when 'renamed_column' then 'renamed'
        else 'another kind' end as change_en,
    case
        when changes.detail = '' then ''
        when changes.change = 'renamed_column' then '原名“' || changes.detail || '”'
        when changes.change = 'new_column' then '近似“' || changes.detail || '”'
        else '由' || coalesce(before.kind_zh, changes.kind_before)
            || '变为' || coalesce(now.kind_zh, changes.kind_now) end as detail_zh,
    case
        when changes.detail = '' then ''
        when changes.change = 'renamed_column' then 'was “' || changes.detail || '”'
        when changes.change = 'new_column' then 'like “' || changes.detail || '”'
        else changes.kind_before || ' before, now ' || changes.kind_now end as detail_en,
    case
        when changes.decision = 'hold' then '整份暂扣'
        when changes.decision = 'evolve' and changes.change = 'new_column' then '脱敏后保留'
        when changes.decision = 'evolve' then '按新名读入'
        when changes.change = 'new_column' then '不读入'
        else '仅提示' end as decision_zh,
    case
        when changes.decision = 'hold' then 'file held'
        when changes.decision = 'evolve' and changes.change = 'new_column' then 'kept, masked'
        when changes.decision = 'evolve' then 'read by its new name'
        when changes.change = 'new_column' then 'not read'
        else 'noted' end as decision_en,
    changes.files,
    changes.first_file,
    local_day(loads.started_at)::varchar as found_on,
from changes
left join ops.sources using (source)
left join ops.loads using (load_id)
left join kinds as before on before.kind = changes.kind_before
left join kinds as now on now.kind = changes.kind_now
order by found_on desc, source_zh, changes.change, changes.column_name
