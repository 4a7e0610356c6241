-- One row per finding that the period before did not have, or that it had and this one has not; of
-- the bank alone. What each period lists anew is left out: changes, rankings, causes by department.
-- grain: move, kind, metric, slice
--
-- move        new or gone
-- kind        kind of finding
-- kind_zh     its name
-- kind_en     the same in English
-- metric      what is measured
-- slice       dimension and code, joined by bars; empty for the whole bank
-- rank        1 is the most important of its kind and measure, in the period that has it
-- sentence_zh the finding in words
-- sentence_en the same in English
-- status      proposed, confirmed or rejected
-- status_zh   the same in Chinese
-- status_en   the same in English

with told as (
    select *
    from findings."all"
    where kind not in ('change', 'cause_department', 'drill', 'pareto')
      and getvariable('subject_by') = 'all'
),

this_period as (
    select * from told where period_id = getvariable('period_id')
),

earlier as (
    select * from told where period_id = getvariable('previous_id')
),

-- Without findings of the period before nothing is new.
moves as (
    select 'new' as move, this_period.*
    from this_period
    anti join earlier using (kind, metric, slice)
    where exists (select 1 from earlier)
    union all
    select 'gone' as move, earlier.*
    from earlier
    anti join this_period using (kind, metric, slice)
)

select
    moves.move,
    moves.kind,
    coalesce(definitions.title_zh, moves.kind) as kind_zh,
    coalesce(definitions.title_en, moves.kind) as kind_en,
    moves.metric,
    moves.slice,
    moves.rank,
    moves.sentence_zh,
    moves.sentence_en,
    moves.status,
    case moves.status when 'confirmed' then '已确认' when 'rejected' then '不采纳' else '待确认' end
        as status_zh,
    case moves.status when 'confirmed' then 'confirmed' when 'rejected' then 'rejected'
        else 'proposed' end as status_en,
from moves
left join findings.definitions as definitions using (kind)
order by moves.move desc, moves.kind, moves.rank, moves.metric, moves.slice
