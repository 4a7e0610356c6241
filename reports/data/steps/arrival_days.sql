-- One row per feed and day of the period, and of the one it is compared with, that is over at the
-- cut-off: what was delivered, and whether that is what such days usually bring. A feed that fell
-- silent has its days too: they are late.
-- grain: source, feed, day
--
-- source     source
-- feed       folder of a system
-- contract   canonical table that it feeds
-- day        local day
-- is_now     of the period; else of the one before
-- rows       rows that the day has
-- usual_rows rows that such days usually have; null where too few are known
-- status     ok, low, missing, late or none, where nothing is expected

with windows as (
    select
        true as is_now,
        getvariable('period_start')::date as first,
        least(getvariable('period_end')::date, local_day(getvariable('as_of')) - 1) as last,
    union all
    -- an open period is compared with as many days of the one before
    select
        false,
        getvariable('previous_start')::date,
        case when getvariable('period_end')::date >= local_day(getvariable('as_of'))
            then least(
                getvariable('period_start')::date - 1,
                getvariable('previous_start')::date
                    + (local_day(getvariable('as_of')) - getvariable('period_start')::date)::integer
            )
            else getvariable('period_start')::date - 1 end,
),

known as (
    select source, feed, contract, day, rows, usual_rows, status
    from ops.arrivals
    where day < local_day(getvariable('as_of'))
),

newest as (
    select source, feed, contract, max(day) as last
    from known
    group by all
),

-- What a feed brought in its last eight weeks, on working days and on others.
habits as (
    select
        known.source,
        known.feed,
        coalesce(calendar.is_workday, isodow(known.day) < 6) as is_workday,
        median(known.rows) filter (where known.rows > 0) as usual_rows,
        count(*) filter (where known.rows > 0) > count(*) / 2 as is_frequent,
    from known
    join newest using (source, feed)
    left join reference.calendar using (day)
    where known.day > newest.last - 56
    group by all
),

silent_days as (
    select
        newest.*,
        unnest(generate_series(newest.last + 1, windows.last, interval 1 day))::date as day,
    from newest
    join windows on windows.is_now
    -- a feed that brought nothing in either period has ended: nobody waits for it
    where newest.last >= getvariable('previous_start')::date
),

silent as (
    select
        silent_days.source,
        silent_days.feed,
        silent_days.contract,
        silent_days.day,
        0 as rows,
        habits.usual_rows,
        coalesce(habits.is_frequent, false) as is_awaited,
        sum(habits.usual_rows) filter (where habits.is_frequent)
            over (partition by silent_days.source, silent_days.feed) as lacking,
    from silent_days
    left join reference.calendar using (day)
    left join habits
        on habits.source = silent_days.source
        and habits.feed = silent_days.feed
        and habits.is_workday = coalesce(calendar.is_workday, isodow(silent_days.day) < 6)
),

everything as (
    select * from known
    union all
    -- a day or two without the few rows of a small feed may be chance
    select
        source,
        feed,
        contract,
        day,
        rows,
        usual_rows,
        case when is_awaited and lacking >= 10 then 'late' else 'none' end,
    from silent
)

select
    everything.source,
    everything.feed,
    everything.contract,
    everything.day,
    windows.is_now,
    everything.rows,
    everything.usual_rows,
    everything.status,
from everything
join windows on everything.day between windows.first and windows.last
