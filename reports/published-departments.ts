import { existsSync } from 'node:fs'
import { openReader } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import type { Period } from '../core/periods.ts'
import { literal } from '../core/sql.ts'

/** The departments that have figures in a period; a UserError where nobody has. */
export async function publishedDepartments(
  warehouse: string,
  period: Period,
): Promise<readonly string[]> {
  if (!existsSync(warehouse)) {
    throw new UserError('There is no warehouse yet.', { hint: 'run csq load, then csq build.' })
  }
  const database = await openReader(warehouse)
  try {
    const { tables } = await database.row<{ tables: number }>(
      `select count(*) as tables from duckdb_tables() where schema_name = 'indicators' and table_name = 'values'`,
    )
    if (tables === 0)
      throw new UserError('There are no indicators yet.', { hint: 'run csq build.' })
    const groups = await database.rows<{ grouped_by: string; group_id: string }>(
      `select distinct grouped_by, group_id from indicators.values
      where period_id = ${literal(period.id)} and grouped_by in ('all', 'department')
      order by all`,
    )
    if (groups.length > 0) {
      return groups.flatMap((each) =>
        each.grouped_by === 'department' && each.group_id !== 'unknown' ? [each.group_id] : [],
      )
    }
    const known = await database.rows<{ period_id: string }>(
      `select distinct period_id, period_start from indicators.values
      where period_type = ${literal(period.type)} order by period_start desc limit 6`,
    )
    throw new UserError(`No data touch the period ${period.id}.`, {
      hint: `periods with data: ${known.map((each) => each.period_id).join(', ')}`,
    })
  } finally {
    database.close()
  }
}
