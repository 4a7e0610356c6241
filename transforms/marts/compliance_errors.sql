-- One row per inspection with a confirmed compliance-critical error (Article 8): what breaks the
-- compliance gate of the score, in a random or a targeted sample.
-- grain: inspection_id
--
-- inspection_id  the inspection system's number
-- contact_on     local day of the inspected service
-- inspected_on   local day of the inspection
-- sampling       random or targeted
-- channel        channel
-- department_id  department of the inspection
-- known_by       item: a critical item of D5 failed; section: no item says it, D5 is under 85

with inspections as (
    select * from marts.inspections where critical_error_count > 0
),

-- The newest version is the final verdict: an error that an appeal took back is not in it.
verdicts as (
    select inspection_id from staging.inspections where is_valid
),

items as (
    select
        inspection_id,
        bool_or(starts_with(upper(item_code), 'D5')) as is_compliance,
    from staging.inspection_items
    where result = 'fail' and is_critical
    group by inspection_id
)

select
    inspections.inspection_id,
    inspections.contact_on,
    inspections.inspected_on,
    inspections.sampling,
    inspections.channel,
    inspections.department_id,
    case when items.inspection_id is null then 'section' else 'item' end as known_by,
from inspections
join verdicts using (inspection_id)
left join items using (inspection_id)
-- where items say which critical error it was, the section's points say nothing more
where coalesce(items.is_compliance, inspections.d5_score < 85 - 1e-9)
