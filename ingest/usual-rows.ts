/**
 * SQL steps from `counted` (source, feed, day, rows, is_workday) to `compared`: what each day
 * usually brings, by how much such days differ, and the same for its run of days without rows.
 *
 * A day without rows tells how often such days deliver, not how much: a long gap must not become
 * the usual. The spread is the median deviation, as a standard deviation, and never under that of
 * counts.
 */
export const usualSteps = `runs as (
      select *, count(*) filter (where is_workday) over (partition by source, feed order by day)
          as run
      from counted
    ),
    kinds as (
      select * exclude (run),
        case when is_workday then 'workday'
          when bool_or(not is_workday and isodow(day) < 6) over (partition by source, feed, run)
            then 'holiday'
          else 'weekend' end as kind
      from runs
    ),
    histories as (
      select *,
        list(rows) filter (where rows > 0) over same_weekday as same_weekday,
        count(*) over same_weekday as same_weekdays,
        list(rows) filter (where rows > 0) over same_kind as same_kind,
        count(*) over same_kind as same_kinds
      from kinds
      window same_weekday as (
          partition by source, feed, kind, if(kind = 'holiday', 0, isodow(day)) order by day
          rows between 60 preceding and 1 preceding),
        same_kind as (partition by source, feed, kind order by day
          rows between 60 preceding and 1 preceding)
    ),
    chosen as (
      select *,
        case when len(same_weekday) >= 3 then same_weekday[-8:]
          when len(same_kind) >= 3 then same_kind[-20:] end as comparable,
        coalesce(if(same_weekdays >= 3, len(same_weekday) > same_weekdays / 2,
          len(same_kind) > same_kinds / 2), false) as is_frequent
      from histories
    ),
    measured as (
      select *, list_median(comparable) as usual_rows,
        greatest(1.4826 * list_mad(comparable), sqrt(list_median(comparable))) as spread,
        count(*) filter (where rows > 0) over (partition by source, feed order by day) as silence
      from chosen
    ),
    compared as (
      select *,
        coalesce(sum(usual_rows) filter (where is_frequent) over run, 0) as run_usual,
        sqrt(sum(spread ** 2) filter (where is_frequent) over run) as run_spread
      from measured
      window run as (partition by source, feed, silence, rows > 0)
    )`
