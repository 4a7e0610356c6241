import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { groupedRowsSql, groupingSql } from './count-days.ts'
import type { Indicator, Stock } from './define-indicator.ts'
import type { Scope } from './scope.ts'

/** Cases open at the end of each period: all entries less all exits up to then. */
export async function measureStocks(
  database: Database,
  indicators: readonly Indicator[],
  scope: Scope = { isFull: true },
): Promise<void> {
  for (const indicator of indicators) {
    if (indicator.kind === 'stock') await measureStock(database, indicator, scope)
  }
}

async function measureStock(database: Database, indicator: Stock, scope: Scope): Promise<void> {
  const name = literal(indicator.name)
  const asked = scope.isFull ? 'periods' : `(from remeasured where indicator = ${name})`
  const { sets, names } = groupingSql('counted_on', indicator.by)
  const moves = (at: string, change: 1 | -1) => {
    const rows = groupedRowsSql({ from: indicator.from, at }, indicator.by)
    return `select *, ${change} as change from (${rows}) where ${indicator.rows}`
  }
  await database.run(`insert into measured
    with changes as (
      select counted_on as day, ${names}, sum(change) as change
      from (${moves(indicator.at, 1)} union all ${moves(indicator.leaves, -1)})
      group by grouping sets (${sets})
    ),
    levels as (
      select day, grouped_by, group_id,
        sum(change) over (partition by grouped_by, group_id order by day) as level
      from changes
      where group_id is not null
    ),
    asked as (
      select period_type, period_id, period_end, grouped_by, group_id
      from ${asked}
      cross join (select distinct grouped_by, group_id from levels)
    )
    select ${name}, asked.period_type, asked.period_id, asked.grouped_by,
      asked.group_id, levels.level, null, levels.level, 0, 0, 0
    from asked
    asof join levels
      on asked.grouped_by = levels.grouped_by and asked.group_id = levels.group_id
      and asked.period_end >= levels.day
    where levels.level <> 0`)
}
