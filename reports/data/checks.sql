-- One row per data check: how many rows break its rule.
-- grain: check_name
--
-- check_name   file of the check
-- description  the rule, in English
-- severity     error or warning
-- rows         rows that break it

select check_name, description, severity, rows
from ops.checks
order by check_name
