import type { Database, Row } from '../../core/database.ts'
import type { PeriodType } from '../../core/periods.ts'

/** A row of `reference.alert_rules`. */
export interface Rule extends Row {
  readonly rule_id: string
  readonly indicator: string
  readonly period_type: PeriodType
  readonly grouped_by: string
  /** `*` is every group. */
  readonly group_id: string
  readonly condition: 'target' | 'change' | 'limits'
  readonly threshold: number | null
  readonly minimum_n: number
  /** Consecutive periods that must break the rule. */
  readonly periods: number
  readonly tells_recovery: boolean
  readonly renotify_days: number | null
  readonly audience: string
  /** Groups that one mail tells of this rule. */
  readonly cap: number
}

/** The rules of a warehouse; none where it has no table of them. */
export async function readRules(database: Database): Promise<readonly Rule[]> {
  if (!(await hasTable(database, 'reference', 'alert_rules'))) return []
  return database.rows<Rule>(
    `select rule_id, indicator, period_type, grouped_by, group_id, condition, threshold::double
      as threshold, minimum_n::integer as minimum_n, periods::integer as periods, tells_recovery,
      renotify_days::integer as renotify_days, audience, cap::integer as cap
    from reference.alert_rules order by rule_id`,
  )
}

/** Whether a warehouse has a table or view. */
export async function hasTable(database: Database, schema: string, name: string) {
  const found = await database.rows(
    `select 1 from duckdb_tables() where schema_name = $1 and table_name = $2
    union all select 1 from duckdb_views() where schema_name = $1 and view_name = $2`,
    [schema, name],
  )
  return found.length > 0
}
