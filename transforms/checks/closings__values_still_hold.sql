-- The values of closed periods are still those of the last closing.
-- severity: warning
with closed as (
    select period_type, period_id, max(revision) as revision
    from ops.closings
    group by period_type, period_id
    having max(as_of) <= getvariable('as_of')
),

published as (
    select * from indicators.published semi join closed using (period_type, period_id, revision)
),

rebuilt as (
    select * from indicators."values" semi join closed using (period_type, period_id)
)

select distinct indicator, period_type, period_id
from published
full join rebuilt using (indicator, period_type, period_id, grouped_by, group_id)
-- sums may differ in their last digits from build to build
where published.value is distinct from rebuilt.value
  and coalesce(
      abs(published.value - rebuilt.value)
          > 1e-12 * greatest(abs(published.value), abs(rebuilt.value)),
      true
  )
