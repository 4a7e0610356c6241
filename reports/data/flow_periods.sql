-- One row per period that was evaluated, the newest twelve up to this one: steps done and in time.
-- grain: period_id
--
-- period_id  period of an evaluation plan
-- steps      steps planned
-- done       of them done by the cut-off
-- in_time    of them done by their due day
-- late       done late, or not done with the due day over
-- days_late  greatest number of days that a step was late; 0 without
-- finished_on day of the last step; null while one is open

with plan as (
    select
        *,
        local_day(getvariable('as_of')) as today,
    from reference.eval_plan
    where period_id <= getvariable('period_id')
      and length(period_id) = length(getvariable('period_id'))
      and contains(period_id, 'Q') = contains(getvariable('period_id'), 'Q')
),

judged as (
    select
        *,
        done_on is not null and done_on <= today as is_done,
        done_on <= due_on as is_in_time,
        greatest(0, date_diff('day', due_on, least(coalesce(done_on, today), today))) as days_late,
    from plan
)

select
    period_id,
    count(*) as steps,
    count(*) filter (where is_done) as done,
    count(*) filter (where is_done and is_in_time) as in_time,
    count(*) filter (where days_late > 0) as late,
    max(days_late) as days_late,
    case when bool_and(is_done) then max(done_on)::varchar end as finished_on,
from judged
group by period_id
order by period_id desc
limit 12
