-- One row per inspection done by the cut-off: its total by the weights of Articles 4 to 8.
-- grain: inspection_id
-- parts: inspection_id of staging.inspections
-- moves: contact_at, inspected_at of staging.inspections
--
-- inspection_id         the inspection system's number
-- mode                  way of inspection (Article 9)
-- sampling              random or targeted
-- stratum               stratum of the sample
-- contact_id            inspected contact
-- ticket_id             inspected ticket
-- agent_id              staff number of the agent
-- team_id               team of the agent
-- department_id         department of the inspection
-- channel               channel
-- contact_on            local day of the inspected service
-- inspected_on          local day of the inspection
-- inspector_id          who inspected
-- d1_score              staff (Article 4), 0 to 100, null when not applicable
-- d2_score              process (Article 5)
-- d3_score              communication (Article 6)
-- d4_score              problem solving and complaints (Article 7)
-- d5_score              compliance and risk (Article 8)
-- critical_error_count  critical errors
-- total_score           weighted mean of the known sections, 0 with a critical error
-- is_sample             random and valid: may estimate a rate
-- is_passed             total of at least 85; null without a known section
-- is_critical_free      no critical error
-- verdict_changed       changed on appeal

with inspections as (
    select *
    from staging.inspections
    where contact_at <= getvariable('as_of') and inspected_at <= getvariable('as_of')
),

agents as (
    select agent_id, team_id from reference.agents
),

weighted as (
    select
        *,
        coalesce(10 * d1_score, 0)
        + coalesce(25 * d2_score, 0)
        + coalesce(25 * d3_score, 0)
        + coalesce(20 * d4_score, 0)
        + coalesce(20 * d5_score, 0) as points,
        case when d1_score is null then 0 else 10 end
        + case when d2_score is null then 0 else 25 end
        + case when d3_score is null then 0 else 25 end
        + case when d4_score is null then 0 else 20 end
        + case when d5_score is null then 0 else 20 end as weight,
    from inspections
),

scored as (
    select
        *,
        case
            when weight = 0 then null
            when critical_error_count > 0 then 0
            else points / weight
        end as total_score,
    from weighted
)

select
    scored.inspection_id,
    scored.mode,
    scored.sampling,
    scored.stratum,
    scored.contact_id,
    scored.ticket_id,
    scored.agent_id,
    agents.team_id,
    scored.department_id,
    scored.channel,
    local_day(scored.contact_at) as contact_on,
    local_day(scored.inspected_at) as inspected_on,
    scored.inspector_id,
    scored.d1_score,
    scored.d2_score,
    scored.d3_score,
    scored.d4_score,
    scored.d5_score,
    scored.critical_error_count,
    scored.total_score,
    scored.sampling = 'random' and scored.is_valid as is_sample,
    scored.total_score >= 85 - 1e-9 as is_passed,
    scored.critical_error_count = 0 as is_critical_free,
    scored.verdict_changed,
from scored
left join agents using (agent_id)
