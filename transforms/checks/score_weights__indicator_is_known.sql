-- Every weight of the score is of an indicator that exists.
-- severity: warning
select distinct indicator
from indicators.score_parts
anti join indicators.definitions using (indicator)
