import type { Database } from '../core/database.ts'
import { type Collapsed, collapse } from './collapse-table.ts'
import { groupRows } from './group-rows.ts'
import { independence } from './statistics/contingency.ts'
import { normalTwoSided } from './statistics/distributions.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { at, sum } from './statistics/series.ts'
import { storeRows } from './store-rows.ts'

const types = {
  period_type: 'varchar',
  period_id: 'varchar',
  is_pooled: 'boolean',
  department: 'varchar',
  cause: 'varchar',
  n: 'bigint',
  expected: 'double',
  residual: 'double',
  adjusted_residual: 'double',
  p_value: 'double',
  q_value: 'double',
  table_p: 'double',
  contacts: 'bigint',
  rate_per_10k: 'double',
  expected_by_contacts: 'double',
  contacts_residual: 'double',
  pooled_departments: 'varchar',
  pooled_causes: 'varchar',
} as const

interface Counted {
  readonly [column: string]: unknown
  readonly period_type: string
  readonly period_id: string
  readonly department: string
  readonly cause: string
  readonly n: number
  /** Answered inbound contacts of the department. */
  readonly contacts: number
}

/** The select of the cells of all periods. */
export async function mapCauses(database: Database): Promise<string> {
  const counted = await database.rows<Counted>(`
    with contacts as (
      select period_id, department, sum(contacts) as contacts
      from finding_contacts where is_now and department <> 'unknown'
      group by period_id, department
    )
    select period_type, period_id, department, cause, count(*) as n,
      coalesce(any_value(contacts), 0)::bigint as contacts,
    from finding_complaints left join contacts using (period_id, department)
    where is_now and is_valid
    group by all
    order by period_id, department, cause`)
  const rows = groupRows(counted, ({ period_id }) => period_id).flatMap(mapOf)
  await storeRows(database, 'cause_department_cells', types, rows)
  return `select ${Object.keys(types).join(', ')} from cause_department_cells`
}

/** The cells of one period as they are and, where too many expect too little, pooled. */
function mapOf(counted: readonly Counted[]) {
  const departments = [...new Set(counted.map(({ department }) => department))]
  const causes = [...new Set(counted.map(({ cause }) => cause))].sort()
  const n = new Map(counted.map((each) => [`${each.department} ${each.cause}`, each.n]))
  const table = {
    rows: departments,
    columns: causes,
    counts: departments.map((row) => causes.map((column) => n.get(`${row} ${column}`) ?? 0)),
  }
  const plain = independence(table.counts)
  if (plain === null) return []
  const whole = cellsOf({ ...table, pooledRows: [], pooledColumns: [], test: plain }, counted)
  const pooled = plain.isReliable ? null : collapse(table)
  return pooled === null ? whole : [...whole, ...cellsOf(pooled, counted, true)]
}

function cellsOf(map: Collapsed, counted: readonly Counted[], isPooled = false) {
  const { rows, columns, pooledRows, pooledColumns, test } = map
  if (test === null) return []
  const { period_type, period_id } = at(counted, 0)
  const exposures = rows.map((row) => contactsOf(row === 'other' ? pooledRows : [row], counted))
  const exposed = (column: number) =>
    sum(test.cells.map((row, index) => (at(exposures, index) > 0 ? at(row, column).count : 0)))
  const cells = rows.flatMap((department, row) =>
    columns.map((cause, column) => {
      const { count, expected, pearson, adjusted } = at(at(test.cells, row), column)
      const contacts = at(exposures, row) || null
      const share = contacts === null ? null : (exposed(column) * contacts) / sum(exposures)
      return {
        ...{ period_type, period_id, is_pooled: isPooled, department, cause, n: count, expected },
        ...{ residual: pearson, adjusted_residual: adjusted, table_p: null, contacts },
        p_value: test.isReliable && adjusted !== null ? normalTwoSided(adjusted) : null,
        rate_per_10k: contacts === null ? null : (10_000 * count) / contacts,
        expected_by_contacts: share,
        contacts_residual:
          share === null || share === 0 ? null : (count - share) / Math.sqrt(share),
        pooled_departments: department === 'other' ? pooledRows.join(', ') : null,
        pooled_causes: cause === 'other' ? pooledColumns.join(', ') : null,
      }
    }),
  )
  if (!test.isReliable) return cells
  const qs = benjaminiHochberg(cells.map(({ p_value }) => p_value ?? 1))
  return cells.map((cell, index) => ({ ...cell, table_p: test.p, q_value: at(qs, index) }))
}

/** Contacts of departments together; 0 where one has none. */
function contactsOf(departments: readonly string[], counted: readonly Counted[]): number {
  const contacts = departments.map(
    (each) => counted.find(({ department }) => department === each)?.contacts ?? 0,
  )
  return contacts.includes(0) ? 0 : sum(contacts)
}
