/**
 * SQL steps from `counted` (source, feed, day, rows, is_workday) to `compared`: what each day
 * usually brings, by how much such days differ, and the same for its run of days without rows.
 *
 * A day without rows tells how often such days deliver, not how much: a long gap must not become
 * the usual. The spread is the median deviation of up to 26 such days, as a standard deviation, and
 * never under that of counts. What waits over days off comes on the first working day after them.
 */
export const usualSteps = `runs as (
      select *, count(*) filter (where is_workday) over past as run,
        not lag(is_workday, 1, true) over past as follows_rest
      from counted
      window past as (partition by source, feed order by day)
    ),
    kinds as (
      select * exclude (run, follows_rest),
        case when is_workday and follows_rest then 'first workday'
          when is_workday then 'workday'
          when bool_or(not is_workday and isodow(day) < 6) over (partition by source, feed, run)
            then 'holiday'
          else 'weekend' end as kind
      from runs
    ),
    histories as (
      select *,
        list(rows) filter (where rows > 0) over same_weekday as same_weekday,
        list(rows) over same_weekday as every_weekday,
        list(rows) over same_kind as every_kind,
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
        case when len(same_weekday) >= 3 then every_weekday[-26:]
          when len(same_kind) >= 3 then every_kind[-26:] end as alike,
        coalesce(if(same_weekdays >= 3, len(same_weekday) > same_weekdays / 2,
          len(same_kind) > same_kinds / 2), false) as is_frequent
      from histories
    ),
    measured as (
      select *, list_median(comparable) as usual_rows,
        greatest(1.4826 * list_mad(alike), sqrt(list_median(comparable))) as spread,
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
