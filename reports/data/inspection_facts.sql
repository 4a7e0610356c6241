-- One row: inspections of the period's services, what appeals changed, and how far the results can
-- be relied on.
-- grain: period_id
--
-- period_id       period
-- inspections     inspections, random, targeted and invalid
-- sampled         random ones that count
-- targeted        targeted ones
-- invalid         random ones that do not count
-- inspectors      who inspected
-- critical        random ones with a critical error of any standard
-- appeals_changed verdicts changed on appeal
-- previous_inspections inspections of the period before
-- previous_appeals_changed verdicts of them changed on appeal
-- pass_rate       of the sample as it is; null where nothing is estimated
-- estimate        of all cases, each channel by its cases
-- estimate_low    lower end of its 95 % interval
-- estimate_high   upper end
-- covered         share of the cases in channels with inspections
-- double_inspected cases judged by two or more inspectors
-- observed        share of their verdicts that agree
-- kappa           agreement beyond chance (Fleiss)
-- kappa_low       lower end of its 95 % interval
-- kappa_high      upper end
-- ac1             the same by Gwet
-- ac1_low         lower end of its 95 % interval
-- ac1_high        upper end
-- judged_inspectors inspectors with 30 inspections or more
-- lowest          lowest pass rate of one of them
-- highest         highest pass rate of one of them
-- over_dispersion spread between them over that of chance
-- outside         of them beyond the 99.8 % limits of chance

with inspections as (
    select
        *,
        contact_on >= getvariable('period_start')::date as is_now,
    from marts.inspections
    where contact_on between getvariable('previous_start')::date and getvariable('period_end')::date
),

counted as (
    select
        count(*) filter (where is_now) as inspections,
        count(*) filter (where is_now and is_sample) as sampled,
        count(*) filter (where is_now and sampling = 'targeted') as targeted,
        count(*) filter (where is_now and sampling = 'random' and not is_sample) as invalid,
        count(distinct inspector_id) filter (where is_now) as inspectors,
        count(*) filter (where is_now and is_sample and not is_critical_free) as critical,
        count(*) filter (where is_now and verdict_changed) as appeals_changed,
        count(*) filter (where not is_now) as previous_inspections,
        count(*) filter (where not is_now and verdict_changed) as previous_appeals_changed,
    from inspections
),

estimates as (
    select * from indicators.inspection_estimates where period_id = getvariable('period_id')
)

select
    getvariable('period_id') as period_id,
    counted.inspections,
    counted.sampled,
    counted.targeted,
    counted.invalid,
    counted.inspectors,
    counted.critical,
    counted.appeals_changed,
    counted.previous_inspections,
    counted.previous_appeals_changed,
    estimates.pass_rate,
    estimates.estimate,
    estimates.low as estimate_low,
    estimates.high as estimate_high,
    estimates.covered,
    coalesce(estimates.double_inspected, 0) as double_inspected,
    estimates.observed,
    estimates.kappa,
    estimates.kappa_low,
    estimates.kappa_high,
    estimates.ac1,
    estimates.ac1_low,
    estimates.ac1_high,
    coalesce(estimates.judged_inspectors, 0) as judged_inspectors,
    estimates.lowest,
    estimates.highest,
    estimates.over_dispersion,
    estimates.outside,
from counted
left join estimates on true
