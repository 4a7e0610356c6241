/**
 * One row per indicator of which a department may see the value of the whole bank beside its own:
 * the value alone, as exact as a page shows it, and none where all other departments together
 * would be under five (the rest could then be had as the bank less the department), or where the
 * bank itself is. Counts of open cases are held to the same rule. Needs `department_id`.
 */
export const bankFiguresSql = `
  with figures as (
    select indicator, grouped_by, "value", denominator, kind, unit
    from indicators."values"
    join indicators.definitions using (indicator)
    where period_id = getvariable('period_id') and kind <> 'composite'
      and (grouped_by = 'all'
        or grouped_by = 'department' and group_id = getvariable('department_id'))
  ),
  bank as (
    select *, if(kind = 'stock', "value", denominator) as cases
    from figures where grouped_by = 'all'
  ),
  own as (
    select indicator, if(kind = 'stock', "value", denominator) as cases
    from figures where grouped_by = 'department'
  )
  select
    bank.indicator,
    round(bank."value"::double, if(bank.unit = 'rate', 3, 1)) as bank_value,
  from bank
  left join own using (indicator)
  where bank."value" is not null
    and bank.cases >= 5
    and (bank.cases - coalesce(own.cases, 0) >= 5 or bank.cases = own.cases)`

/** The same without a row, for audiences that see the bank itself. */
export const noBankFiguresSql = `select '' as indicator, 0.0::double as bank_value where false`
