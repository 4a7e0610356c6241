import type { Database } from '../core/database.ts'
import type { GateCheck } from './edition.ts'

/**
 * Whether the values of the bank in an edition of a department are the warehouse's own, and leave
 * at least five of all others; counted anew. Needs both databases, and `department_id`.
 */
export async function checkBankValues(database: Database): Promise<GateCheck> {
  const { shown, wrong, close } = await database.row<{
    shown: number
    wrong: number
    close: number
  }>(`
    with period as (select period_id from edition.edition),
    sizes as (
      select
        figures.indicator,
        max(figures."value") filter (where grouped_by = 'all') as bank_value,
        max(if(kind = 'stock', figures."value", denominator)) filter (where grouped_by = 'all')
          as bank_cases,
        coalesce(max(if(kind = 'stock', figures."value", denominator))
          filter (where grouped_by = 'department'), 0) as own_cases,
      from warehouse.indicators."values" figures
      join warehouse.indicators.definitions using (indicator)
      join period using (period_id)
      where grouped_by = 'all'
        or (grouped_by = 'department' and group_id = getvariable('department_id'))
      group by figures.indicator
    )
    select count(*) as shown,
      count(*) filter (where sizes.bank_value is null
        or abs(sizes.bank_value - printed.bank_value) > 0.051) as wrong,
      count(*) filter (where bank_cases < 5 or bank_cases - own_cases between 0.5 and 4.5) as close
    from edition.bank_values printed left join sizes using (indicator)`)
  return {
    name: 'bank_values_safe',
    ok: wrong === 0 && close === 0,
    detail: `${shown} values of the bank, ${wrong} wrong, ${close} that leave under five`,
  }
}
