import type { Database } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { at } from './statistics/series.ts'
import { fisherExact, zTest } from './statistics/two-proportions.ts'
import { storeRows } from './store-rows.ts'

/** What can be wrong with the codes of a complaint, and when it is. */
export const faults = [
  { name: 'other_cause', zh: '原因归为“其他”', en: 'have the cause "other"', when: 'is_other' },
  { name: 'unknown_cause', zh: '没有原因', en: 'have no cause', when: "cause = 'unknown'" },
  {
    name: 'unknown_sub_cause',
    zh: '有原因而没有二级原因',
    en: 'have a cause without sub-cause',
    when: "cause <> 'unknown' and sub_cause = 'unknown'",
  },
  {
    name: 'sub_cause_of_another',
    zh: '二级原因不属于所填原因',
    en: 'have a sub-cause of another cause',
    when: "cause <> 'unknown' and parent_code <> cause",
  },
  {
    name: 'unknown_root_cause',
    zh: '没有根本原因',
    en: 'have no root cause',
    when: "root_cause = 'unknown'",
  },
] as const

const shares = `
  with causes as (
    select cause_code, parent_code,
      cause_code like '%99' or name_zh like '%其他%' as is_other_code,
    from reference.complaint_causes
  ),
  coded as (
    select finding_complaints.*, sub_causes.parent_code,
      coalesce(causes.is_other_code, false) or coalesce(sub_causes.is_other_code, false) as is_other,
    from finding_complaints
    left join causes on causes.cause_code = cause
    left join causes as sub_causes on sub_causes.cause_code = sub_cause
    where is_now and is_valid
  ),
  counted as (
    select period_type, period_id, coalesce(department, 'all') as department,
      count(*) as n,
      ${faults.map(({ name, when }) => `count(*) filter (where ${when}) as ${name}`).join(',\n      ')}
    from coded
    group by grouping sets ((period_type, period_id), (period_type, period_id, department))
  ),
  faulty as (
    unpivot counted on ${faults.map(({ name }) => name).join(', ')}
    into name measure value faulty
  ),
  roots as (
    select period_type, period_id, cause, root_cause, count(*) as faulty,
      sum(count(*)) over (partition by period_type, period_id, cause) as n,
      sum(count(*)) over (partition by period_type, period_id, root_cause) as of_root,
      sum(count(*)) over (partition by period_type, period_id) as total,
    from coded
    group by period_type, period_id, cause, root_cause
  )
  select (row_number() over ())::bigint as cell, *
  from (
    select period_type, period_id, measure, department, null::varchar as cause,
      null::varchar as root_cause, n, faulty,
      case when department <> 'all' then max(n) over in_bank - n end as rest_n,
      case when department <> 'all' then max(faulty) over in_bank - faulty end as rest_faulty,
    from faulty
    window in_bank as (partition by period_type, period_id, measure)
    union all
    select period_type, period_id, 'root_cause', 'all', cause, root_cause, n, faulty, total - n,
      of_root - faulty,
    from roots
  )`

interface Cell {
  readonly [column: string]: unknown
  readonly cell: number
  readonly period_id: string
  readonly n: number
  readonly faulty: number
  readonly rest_n: number
  readonly rest_faulty: number
}

/** The select of all shares, compared with the rest. */
export async function compareCoding(database: Database): Promise<string> {
  await database.run(`create or replace temp table coding_cells as ${shares}`)
  const compared = await database.rows<Cell>(
    `select cell, period_id, n::bigint as n, faulty::bigint as faulty, rest_n::bigint as rest_n,
      rest_faulty::bigint as rest_faulty,
    from coding_cells where rest_n > 0 and n >= 5`,
  )
  const tests = groupRows(compared, ({ period_id }) => period_id).flatMap(testCells)
  const types = { cell: 'bigint', p_value: 'double', q_value: 'double' }
  await storeRows(database, 'coding_tests', types, tests)
  return `
    select period_type, period_id, measure, department, cause, root_cause,
      n::bigint as n, faulty::bigint as count, faulty / n as share,
      wilson_low(faulty, n) as ci_low, wilson_high(faulty, n) as ci_high,
      rest_faulty / nullif(rest_n, 0) as rest_share,
      case when rest_n > 0 then newcombe_low(faulty, n, rest_faulty, rest_n) end
        as difference_low,
      case when rest_n > 0 then newcombe_high(faulty, n, rest_faulty, rest_n) end
        as difference_high,
      p_value, q_value,
    from coding_cells left join coding_tests using (cell)`
}

/** The share of each cell against the rest: z test, exact where a cell expects less than 5. */
function testCells(cells: readonly Cell[]) {
  const ps = cells.map(({ n, faulty, rest_n, rest_faulty }) => {
    const [own, rest] = [
      { count: faulty, size: n },
      { count: rest_faulty, size: rest_n },
    ]
    const pooled = (faulty + rest_faulty) / (n + rest_n)
    const least = Math.min(n, rest_n) * Math.min(pooled, 1 - pooled)
    return (least < 5 ? fisherExact(own, rest) : zTest(own, rest)?.p) ?? 1
  })
  const qs = benjaminiHochberg(ps.map((p) => Math.min(1, p)))
  return cells.map(({ cell }, index) => ({ cell, p_value: at(ps, index), q_value: at(qs, index) }))
}
