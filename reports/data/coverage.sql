-- One row per channel: does it deliver, and on how many days of the period? A department need not
-- have every channel of Article 2.
-- grain: channel
--
-- channel        channel
-- name_zh        its name
-- name_en        the same in English
-- is_in_article_2 named in Article 2
-- contacts       contacts that started in the period
-- answered       of them answered by a person
-- identified     of the answered, with customer and reason known
-- days           days with at least one contact
-- days_expected  days of the period up to the cut-off

with contacts as (
    select * from marts.contacts
    where started_on between getvariable('period_start')::date and getvariable('period_end')::date
),

counted as (
    select
        channel,
        count(*) as contacts,
        count(*) filter (where is_answered) as answered,
        count(*) filter (where is_answered and customer_key is not null and reason_code is not null)
            as identified,
        count(distinct started_on) as days,
    from contacts
    group by channel
)

select
    channels.channel,
    channels.name_zh,
    coalesce(channels.name_en, channels.channel) as name_en,
    channels.is_in_article_2,
    coalesce(counted.contacts, 0) as contacts,
    coalesce(counted.answered, 0) as answered,
    coalesce(counted.identified, 0) as identified,
    coalesce(counted.days, 0) as days,
    date_diff(
        'day',
        getvariable('period_start')::date,
        least(getvariable('period_end')::date, local_day(getvariable('as_of')))
    ) + 1 as days_expected,
from reference.channels
left join counted using (channel)
where bank_only(channels.is_in_article_2) or counted.contacts > 0
order by channels.sort_order
