import { type Database, openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import { subjects } from '../handwritten.ts'

/** How many figures of the hand-written tables and of `indicators.values` differ; none should. */
const [warehouse = '', handwritten = ''] = process.argv.slice(2)

const types = ['day', 'month', 'quarter', 'year'] as const
const database = await openDatabase(handwritten, { access_mode: 'READ_ONLY', memory_limit: '4GB' })
await database.run(`attach ${literal(warehouse)} as warehouse (read_only)`)
const found: Record<string, number> = {}
let compared = 0
for (const { name, counts } of subjects) {
  for (const indicator of Object.keys(counts)) {
    const ours = types.map(
      (type) => `select '${type}' as period_type, day, grouped_by, group_id, ${indicator}_n as n,
        ${indicator}_d as d from ${name}_${type}`,
    )
    await compare(database, indicator, 'numerator', ours.join(' union all '))
  }
}
for (const family of ['aht_seconds', 'first_response_seconds']) {
  const column = family === 'aht_seconds' ? 'aht' : 'response'
  for (const [place, name] of ['median', 'p90'].entries()) {
    const ours = types.map(
      (
        type,
      ) => `select '${type}' as period_type, day, grouped_by, group_id, ${column}[${place + 1}] as n,
        ${column}_d as d from quantiles_${type} where ${column}_d > 0`,
    )
    await compare(database, `${family}_${name}`, 'value', ours.join(' union all '))
  }
}
database.close()
process.stdout.write(JSON.stringify({ compared, differences: found }))

async function compare(
  database: Database,
  indicator: string,
  column: 'numerator' | 'value',
  ours: string,
): Promise<void> {
  const { rows, differ } = await database.row<{ rows: number; differ: number }>(`
    select count(*) as rows, count(*) filter (where theirs.d is distinct from ours.d
      or abs(theirs.n - ours.n) > 1e-9 * greatest(abs(ours.n), 1) or (theirs.n is null) <> (ours.n is null))
      as differ
    from (select period_type, period_start as day, grouped_by, group_id, ${column} as n, denominator as d
      from warehouse.indicators.values where indicator = ${literal(indicator)}
        and (numerator <> 0 or denominator <> 0)) theirs
    full join (from (${ours}) where group_id is not null and (n <> 0 or d <> 0)) ours
      using (period_type, day, grouped_by, group_id)`)
  compared += rows
  if (differ > 0) found[indicator] = differ
}
