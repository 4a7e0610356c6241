import { orderlessSum } from './count-days.ts'

const dimensions = ['product', 'channel'] as const

/** Complaints and contacts of every group in both periods, and those of the bank beside them. */
const groups = dimensions
  .map(
    (dimension) => `
    select period_type, period_id, '${dimension}' as dimension, ${dimension} as code,
      sum(complaints) filter (where is_now) as n,
      sum(complaints) filter (where not is_now) as previous,
      sum(contacts) filter (where is_now) as contacts,
      sum(contacts) filter (where not is_now) as previous_contacts,
    from (
      select period_type, period_id, is_now, ${dimension}, 1 as complaints, 0 as contacts
      from finding_complaints
      union all
      select period_type, period_id, is_now, ${dimension}, 0, contacts from finding_contacts
    )
    group by all`,
  )
  .join(' union all ')

const parts = ['volume', 'mix', 'rate'] as const

/** Select of volume, mix and rate per group and of all. */
export const changeSplit = `
  with counted as (
    select period_type, period_id, compared_with, dimension, code,
      coalesce(n, 0)::bigint as n, coalesce(previous, 0)::bigint as previous,
      coalesce(contacts, 0)::bigint as contacts,
      coalesce(previous_contacts, 0)::bigint as previous_contacts,
    from (${groups}) join finding_periods using (period_type, period_id)
    where compared_with is not null
  ),
  exposed as (
    select *,
      (contacts > 0 or n = 0) and (previous_contacts > 0 or previous = 0) as has_exposure,
      sum(contacts) over in_all as bank, sum(previous_contacts) over in_all as previous_bank,
    from counted
    window in_all as (partition by period_type, period_id, dimension)
  ),
  weighed as (
    select *,
      case when has_exposure then contacts / nullif(bank, 0) else 1 end as weight,
      case when has_exposure then previous_contacts / nullif(previous_bank, 0) else 1 end
        as previous_weight,
      n / nullif(case when has_exposure then contacts else bank end, 0) as own_rate,
      previous / nullif(case when has_exposure then previous_contacts else previous_bank end, 0)
        as previous_own_rate,
    from exposed
  ),
  rated as (
    select *,
      coalesce(own_rate, previous_own_rate, 0) as rate_now,
      coalesce(previous_own_rate, own_rate, 0) as rate_before,
      sum(n) over in_all / nullif(bank, 0) as overall_now,
      sum(previous) over in_all / nullif(previous_bank, 0) as overall_before,
    from weighed
    window in_all as (partition by period_type, period_id, dimension)
  ),
  split as (
    select *,
      (bank - previous_bank) * (weight * rate_now + previous_weight * rate_before) / 2 as volume,
      (bank + previous_bank) / 2 * (weight - previous_weight) * (rate_now + rate_before) / 2 as mix,
      (bank + previous_bank) / 2 * (rate_now - rate_before) * (weight + previous_weight) / 2 as rate,
      (bank + previous_bank) / 2 * (weight - previous_weight)
        * ((rate_now + rate_before) / 2 - (overall_now + overall_before) / 2) as centered_mix,
    from rated
  ),
  summed as (
    select period_type, period_id, compared_with, dimension, code, has_exposure, n, previous,
      contacts, previous_contacts, ${parts.join(', ')}, centered_mix,
    from split where n + previous + contacts + previous_contacts > 0
    union all
    select period_type, period_id, any_value(compared_with), dimension, 'all', bool_and(bank > 0),
      sum(n), sum(previous), sum(contacts), sum(previous_contacts),
      ${[...parts, 'mix'].map((part) => orderlessSum(part)).join(', ')},
    from split group by period_type, period_id, dimension
  )
  select period_type, period_id, compared_with, dimension, code, has_exposure,
    n::bigint as n, previous::bigint as previous, (n - previous)::bigint as change,
    contacts::bigint as contacts, previous_contacts::bigint as previous_contacts,
    ${parts.map((part) => `case when is_known then ${part} + 0 end as ${part}`).join(', ')},
    case when is_known then centered_mix + 0 end as centered_mix,
  from (
    select *, bool_and(code <> 'all' or (contacts > 0 and previous_contacts > 0)) over (
      partition by period_type, period_id, dimension
    ) as is_known,
    from summed
  )`
