-- One row per finding of the period: what it says, how sure it is, and what people decided.
-- grain: id_first, id_last
--
-- id_first      first half of the finding's identifier; both together are what csq finding asks for
-- id_last       second half
-- kind          kind of finding
-- kind_zh       its name
-- kind_en       the same in English
-- question_zh   what the kind answers
-- question_en   the same in English
-- method_zh     how it is found
-- method_en     the same in English
-- article       article of the regulation that asks for it
-- metric        what is measured
-- slice         dimension and code, joined by bars; empty for the whole bank
-- slice_zh      its name
-- slice_en      the same in English
-- department_id department that it is about; empty where it is about no single one
-- department_zh its name; empty without one
-- department_en the same in English
-- n             cases behind it
-- effect        size of what was found
-- effect_unit   unit of it
-- ci_low        lower end of the 95 % interval of the effect
-- ci_high       upper end
-- q_value       p adjusted for all that was tested with it
-- rank          1 is the most important of its kind and measure
-- sentence_zh   the finding in words
-- sentence_en   the same in English
-- status        proposed, confirmed or rejected
-- status_zh     the same in Chinese
-- status_en     the same in English

with findings as (
    select
        *,
        regexp_extract(slice, '(?:^|[|])department=([^|]+)', 1) as of_department,
        regexp_extract(slice, '(?:^|[|])issue=([^|]+)', 1) as of_issue,
    from findings."all"
    where period_id = getvariable('period_id')
),

-- A sentence may name the contacts of its group: none of a group whose figures are hidden.
hidden as (
    select distinct grouped_by || '=' || group_id as part
    from hidden_groups
    where indicator = 'complaint_rate_per_10k'
      and period_id in (getvariable('period_id'), getvariable('previous_id'))
),

shown as (
    select *
    from findings
    where kind not in ('change', 'cause_department', 'drill')
       or not exists (
           select 1 from hidden where list_contains(string_split(findings.slice, '|'), hidden.part)
       )
),

issues as (
    select issue_id, department from findings.improvement_loop
    where period_id = getvariable('period_id')
)

select
    left(shown.finding_id, 8) as id_first,
    substr(shown.finding_id, 9) as id_last,
    shown.kind,
    definitions.title_zh as kind_zh,
    definitions.title_en as kind_en,
    definitions.question_zh,
    definitions.question_en,
    definitions.method_zh,
    definitions.method_en,
    definitions.article,
    shown.metric,
    shown.slice,
    coalesce(shown.slice_zh, '') as slice_zh,
    coalesce(shown.slice_en, '') as slice_en,
    coalesce(nullif(shown.of_department, ''), issues.department, '') as department_id,
    coalesce(departments.name_zh, '') as department_zh,
    coalesce(departments.name_en, departments.department_id, '') as department_en,
    shown.n,
    shown.effect,
    shown.effect_unit,
    shown.ci_low,
    shown.ci_high,
    shown.q_value,
    shown.rank,
    shown.sentence_zh,
    shown.sentence_en,
    shown.status,
    case shown.status when 'confirmed' then '已确认' when 'rejected' then '不采纳' else '待确认' end
        as status_zh,
    case shown.status when 'confirmed' then 'confirmed' when 'rejected' then 'rejected'
        else 'to confirm' end as status_en,
from shown
left join findings.definitions using (kind)
left join issues on issues.issue_id = shown.of_issue
left join reference.departments
    on departments.department_id = coalesce(nullif(shown.of_department, ''), issues.department)
order by shown.kind, shown.metric, shown.rank, shown.slice
