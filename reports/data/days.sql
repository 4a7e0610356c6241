-- One row per indicator and day of a monthly edition, for the bank or the department that the
-- edition is of; none in other editions.
-- grain: indicator, day
--
-- indicator   identifier
-- day         local day
-- day_zh      the day in words
-- day_en      the same in English
-- is_workday  a working day of the calendar
-- value       value
-- ci_low      lower end of the 95 % interval
-- ci_high     upper end of the 95 % interval
-- target      target valid on the day
-- denominator sample

select
    figures.indicator,
    figures.period_id as day,
    strftime(figures.period_start, '%-m月%-d日') as day_zh,
    strftime(figures.period_start, '%b %-d') as day_en,
    coalesce(calendar.is_workday, true) as is_workday,
    figures.value,
    figures.ci_low,
    figures.ci_high,
    figures.target,
    figures.denominator,
from indicators."values" as figures
left join reference.calendar on calendar.day = figures.period_start
where getvariable('period_type') = 'month'
  and figures.period_type = 'day'
  and figures.grouped_by = getvariable('subject_by')
  and figures.group_id = getvariable('subject_id')
  and figures.period_start
      between getvariable('period_start')::date and getvariable('period_end')::date
order by figures.indicator, figures.period_id
