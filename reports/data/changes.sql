-- One row per figure that the revision before showed otherwise. Empty here; publishing a revision
-- fills it from the data file of the one before.
-- grain: indicator, grouped_by, group_id
--
-- indicator          identifier
-- title_zh           name of the indicator in Chinese
-- title_en           name of the indicator in English
-- unit               its unit
-- grouped_by         all, channel, department, team, product or cause
-- group_id           group
-- group_zh           name of the group in Chinese
-- group_en           name of the group in English
-- value_before       value of the revision before; null where it, or the value now, is not shown
-- value_after        value now
-- numerator_before   numerator of the revision before
-- numerator_after    numerator now
-- denominator_before denominator of the revision before
-- denominator_after  denominator now
-- status_before      status of the revision before
-- status_after       status now
-- cause              definition (another version), late_data, correction, matured (cases that became
--                    final), hidden (shown in one of both only), or data (not restated: newer data)
-- cause_zh           the cause in Chinese
-- cause_en           the cause in English
-- reason             what the person who restated the period gave as its reason; null without one
-- note               what that person said of it; null in the edition of a department

select
    '' as indicator,
    '' as title_zh,
    '' as title_en,
    '' as unit,
    '' as grouped_by,
    '' as group_id,
    '' as group_zh,
    '' as group_en,
    0.0::double as value_before,
    0.0::double as value_after,
    0.0::double as numerator_before,
    0.0::double as numerator_after,
    0.0::double as denominator_before,
    0.0::double as denominator_after,
    '' as status_before,
    '' as status_after,
    '' as cause,
    '' as cause_zh,
    '' as cause_en,
    '' as reason,
    '' as note,
where false
