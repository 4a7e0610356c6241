-- One row per version of a definition that began within the months of the trends: the series breaks.
-- grain: indicator, version
--
-- indicator identifier
-- version   version that began
-- month     month in which it began, YYYY-MM
-- valid_from first local day
-- note_zh   what it changed
-- note_en   the same in English

select
    indicator,
    version,
    strftime(definition_changes.valid_from, '%Y-%m') as month,
    definition_changes.valid_from::varchar as valid_from,
    note_zh,
    note_en,
from indicators.definition_changes
where definition_changes.valid_from <= getvariable('period_end')::date
  and definition_changes.valid_from > getvariable('period_end')::date - interval 13 month
order by indicator, version
