-- The weights of the score that are valid at a period's end sum to 1; others are normalised.
-- severity: warning
with sets as (
    select
        period_type,
        period_id,
        sum(given_weight) as weight,
        list((indicator, given_weight) order by indicator) as weights,
    from indicators.score_parts
    group by period_type, period_id
)

select distinct weights
from sets
where abs(weight - 1) > 1e-9
