-- One row per indicator: what the identifier means.
-- grain: indicator
--
-- indicator      identifier
-- family         number of Article 10, 0 for the score
-- sort_order     order on pages
-- title_zh       name in Chinese
-- title_en       name in English
-- article        article and number
-- kind           rate, mean, per_exposure, quantile, stock, survival_median or composite
-- unit           unit of the value
-- better         higher or lower
-- counts_zh      what it counts
-- counts_en      what it counts, in English
-- leaves_out_zh  what it leaves out
-- leaves_out_en  what it leaves out, in English
-- version        version of the definition

with placed as (
    select
        *,
        case when article like '10.%' then split_part(article, '.', 2)::integer else 0 end as family,
        list_position([
            'connect_rate', 'response_rate', 'service_level_20s', 'asa_seconds', 'abandon_rate',
            'queue_wait_p90', 'connect_rate_gross', 'self_service_rate', 'aht_seconds', 'avg_talk_seconds',
            'aht_seconds_median', 'aht_seconds_p90', 'avg_first_response_seconds',
            'first_response_seconds_median', 'first_response_seconds_p90',
            'first_assign_seconds', 'hold_rate', 'fcr_rate',
            'fcr_24h_rate', 'fcr_30d_rate', 'repeat_contact_rate_7d', 'fcr_ticket_rate',
            'fcr_survey_rate', 'transfer_rate', 'bounce_rate', 'promise_kept_rate',
            'backlog_open', 'csat_top2_rate', 'csat_mean', 'dissat_rate', 'nps',
            'survey_response_rate', 'survey_invite_rate', 'complaint_rate_per_10k',
            'complaints_per_1k_outlets', 'complaints_per_10m_customers', 'escalation_rate',
            'complaint_timely_rate', 'complaint_resolution_rate', 'complaint_timely_closed_rate',
            'complaint_timely_cohort_rate', 'complaint_resolution_closed_rate',
            'complaint_reopen_rate', 'complaint_median_days', 'complaint_open_count',
            'complaint_overdue_count', 'extension_rate', 'upheld_rate', 'withdrawn_rate', 'qa_pass_rate', 'qa_critical_free_rate', 'qa_score_mean'
        ], indicator) as place,
    from indicators.definitions
)

select
    indicator,
    family,
    coalesce(place, 1000) as sort_order,
    title_zh,
    title_en,
    article,
    kind,
    unit,
    better,
    counts_zh,
    counts_en,
    leaves_out_zh,
    leaves_out_en,
    version,
from placed
order by family, sort_order, indicator
