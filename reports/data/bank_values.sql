-- One row per indicator of which a department sees the value of the whole bank beside its own; none
-- in other editions. Without one where all other departments together are under five.
-- grain: indicator
--
-- indicator  identifier
-- bank_value value of the whole bank, as exact as a page shows it

select indicator, bank_value
from bank_figures
order by indicator
