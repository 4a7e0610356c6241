-- One row per month of the last thirteen up to the period's end: counts that are never averaged.
-- grain: month
--
-- month           YYYY-MM
-- month_zh        name of the month
-- month_en        the same in English
-- critical        confirmed compliance-critical errors, by day of the service
-- inspections     inspections that count, random and targeted
-- personal_data   complaints received about the safety of personal information
-- information_leaks of them, leaks
-- overdue         complaints that passed their due day in the month without being closed

with months as (
    select unnest(generate_series(
        date_trunc('month', getvariable('period_end')::date) - interval 12 month,
        date_trunc('month', getvariable('period_end')::date),
        interval 1 month
    ))::date as month_start
),

errors as (
    select date_trunc('month', contact_on)::date as month_start, count(*) as critical
    from marts.compliance_errors
    where contact_on <= getvariable('period_end')::date
    group by 1
),

inspected as (
    select date_trunc('month', contact_on)::date as month_start, count(*) as inspections
    from marts.inspections
    where is_sample or sampling = 'targeted'
    group by 1
),

received as (
    select
        date_trunc('month', received_on)::date as month_start,
        count(*) as personal_data,
        count(*) filter (where sub_cause_code = 'C1101') as information_leaks,
    from marts.complaints
    where is_received and cause_code = 'C11'
    group by 1
),

late as (
    select date_trunc('month', overdue_on)::date as month_start, count(*) as overdue
    from marts.complaint_spells
    where overdue_on is not null and (ended_on is null or ended_on >= overdue_on)
      and overdue_on <= local_day(getvariable('as_of'))
    group by 1
)

select
    strftime(months.month_start, '%Y-%m') as month,
    strftime(months.month_start, '%y年%-m月') as month_zh,
    strftime(months.month_start, '%b %y') as month_en,
    coalesce(critical, 0) as critical,
    coalesce(inspections, 0) as inspections,
    coalesce(personal_data, 0) as personal_data,
    coalesce(information_leaks, 0) as information_leaks,
    coalesce(overdue, 0) as overdue,
from months
left join errors using (month_start)
left join inspected using (month_start)
left join received using (month_start)
left join late using (month_start)
order by month
