-- One row per indicator and canonical table whose rows it counts.
-- grain: indicator, contract
--
-- indicator identifier
-- contract  canonical table; each of the seven families has its own, the score has all of them

with families(article, contract) as (
    values
        ('10.1', 'contacts'),
        ('10.2', 'contacts'),
        ('10.3', 'contacts'),
        ('10.4', 'surveys'),
        ('10.5', 'complaints'),
        ('10.6', 'complaints'),
        ('10.7', 'inspections'),
        ('11', 'contacts'),
        ('11', 'surveys'),
        ('11', 'complaints'),
        ('11', 'inspections')
),

-- Those that count other rows than their family.
others(indicator, contract) as (
    values
        ('backlog_open', 'tickets'),
        ('bounce_rate', 'tickets'),
        ('complaint_rate_per_10k', 'complaints'),
        ('complaint_rate_per_10k', 'contacts'),
        ('fcr_survey_rate', 'surveys'),
        ('fcr_ticket_rate', 'tickets'),
        ('first_assign_seconds', 'tickets'),
        ('promise_kept_rate', 'tickets'),
        ('survey_invite_rate', 'contacts'),
        ('survey_invite_rate', 'surveys')
)

select indicator, contract from others
union all
select definitions.indicator, families.contract
from indicators.definitions
join families using (article)
where definitions.indicator not in (select indicator from others)
