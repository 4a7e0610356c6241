-- One row per figure that an edition must not show: a group with a denominator under 5, and the
-- next smallest wherever the hidden one could be worked out from the total, or from the other
-- months of its quarter.
-- grain: indicator, period_id, grouped_by, group_id
--
-- indicator  identifier
-- period_id  the period, the one before, the one a year ago, or a month of the trend
-- grouped_by channel, department, team, product or cause
-- group_id   group

with figures as (
    select
        indicator,
        figures.period_type,
        figures.period_id,
        figures.grouped_by,
        figures.group_id,
        figures.denominator,
        year(figures.period_start) * 4 + quarter(figures.period_start) as quarter_number,
    from indicators."values" as figures
    join indicators.definitions using (indicator)
    where definitions.kind not in ('stock', 'composite')
      and figures.grouped_by in ('channel', 'department', 'team', 'product', 'cause')
      and figures.denominator > 0
      and (
          figures.period_id in (
              getvariable('period_id'), getvariable('previous_id'), getvariable('year_ago_id')
          )
          or (
              figures.period_type = 'month'
              and figures.period_end <= getvariable('period_end')::date
              and figures.period_end > getvariable('period_end')::date - interval 13 month
          )
      )
),

-- One hidden group among shown ones is the total less the others.
within_period as (
    select
        *,
        denominator < 5
            or (
                count(*) filter (where denominator < 5) over peers = 1
                and row_number() over (peers order by denominator < 5, denominator, group_id) = 1
            ) as is_hidden,
    from figures
    window peers as (partition by indicator, period_id, grouped_by)
),

-- One hidden month of a quarter is the quarter less the others.
within_quarter as (
    select
        *,
        is_hidden
            or (
                period_type = 'month'
                and count(*) filter (where is_hidden) over months = 1
                and row_number() over (months order by is_hidden, denominator, period_id) = 1
            ) as is_hidden_too,
    from within_period
    window months as (
        partition by indicator, grouped_by, group_id, period_type, quarter_number
    )
),

-- The months hidden by the last step need a companion in their own period again.
closed as (
    select
        *,
        is_hidden_too
            or (
                count(*) filter (where is_hidden_too) over peers = 1
                and row_number() over (peers order by is_hidden_too, denominator, group_id) = 1
            ) as is_hidden_at_last,
    from within_quarter
    window peers as (partition by indicator, period_id, grouped_by)
)

select indicator, period_id, grouped_by, group_id
from closed
where is_hidden_at_last
order by indicator, period_id, grouped_by, group_id
