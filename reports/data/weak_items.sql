-- One row per item of the scorecard that is clearly worse than the others, and whether anybody was
-- trained on it in the period (Article 13).
-- grain: item
--
-- item            item of the scorecard
-- item_zh         its name
-- item_en         the same in English
-- judged          times it was judged in random inspections
-- failed          of those, fails
-- share           failed / judged
-- ci_low          lower end of the 95 % interval of share
-- ci_high         upper end
-- share_of_others share of fails of all other items
-- previous_share  share of fails in the period before
-- trained_agents  agents who had training on it in the period
-- courses         courses that they had

select
    weak.item,
    coalesce(items.name_zh, weak.item) as item_zh,
    coalesce(items.name_en, weak.item) as item_en,
    weak.n as judged,
    weak.failed,
    weak.share,
    weak.ci_low,
    weak.ci_high,
    weak.share_of_others,
    weak.previous_share,
    weak.trained_agents,
    weak.courses,
from findings.weak_items as weak
left join reference.scorecard_items as items
    on items.item_code = weak.item
where weak.period_id = getvariable('period_id') and weak.is_weak
order by weak.share - weak.share_of_others desc, weak.item
