import type { Database } from '../core/database.ts'
import type { GateCheck } from './edition.ts'

/**
 * Whether a group of under five stands in the edition, or can be had as the total less the groups
 * that are shown. Counted anew from the warehouse's own values, apart from what hid them. Needs
 * both databases attached, as `warehouse` and `edition`. An edition of a department has no total
 * of which others could be the rest.
 */
export async function checkSmallGroups(
  database: Database,
  isDepartment: boolean,
): Promise<GateCheck> {
  const { small, alone, hidden } = await database.row<{
    small: number
    alone: number
    hidden: number
  }>(`
    with sampled as (
      select indicator, kind in ('rate', 'mean', 'per_exposure') as is_sum
      from warehouse.indicators.definitions
      where kind not in ('stock', 'composite') and not has_exposure
    ),
    printed as (
      select indicator, period_id, grouped_by, group_id, denominator is not null as is_shown
      from edition."values"
      union
      select indicator, month, grouped_by, group_id, denominator is not null from edition.trend
    ),
    figures as (
      select source.indicator, source.period_id, source.grouped_by, source.denominator, is_sum,
        coalesce(printed.is_shown, false) as is_shown,
      from warehouse.indicators."values" source
      join sampled using (indicator)
      join (select distinct period_id, grouped_by from printed) pages using (period_id, grouped_by)
      ${isDepartment ? '' : 'left'} join printed using (indicator, period_id, grouped_by, group_id)
      where source.grouped_by <> 'all' and source.denominator > 0
    ),
    sums as (
      select is_sum and grouped_by <> 'team' as adds_up, count(*) as parts,
        count(*) filter (where not is_shown) as hidden,
        sum(denominator) filter (where not is_shown) as hidden_rows,
        count(*) filter (where is_shown and denominator < 5) as small,
      from figures
      group by indicator, period_id, grouped_by, is_sum
    )
    select coalesce(sum(small), 0)::integer as small, coalesce(sum(hidden), 0)::integer as hidden,
      count(*) filter (where adds_up
        and hidden between 1 and parts - 1 and (hidden = 1 or hidden_rows < 5))::integer as alone,
    from sums`)
  return {
    name: 'small_groups_hidden',
    ok: small === 0 && alone === 0,
    detail: `${hidden} hidden, ${small} shown of under five, ${alone} that follow from the total`,
  }
}
