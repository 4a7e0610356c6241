import type { Database, Row } from '../core/database.ts'
import { identifier } from '../core/sql.ts'
import { toLocalSql, type Zone } from '../core/zone.ts'
import type { UnitTest } from './unit-test.ts'
import { type Columns, columnsOf, typedRows } from './unit-test-rows.ts'

/** A row that is missing or unexpected, as `rows` says, and its values as texts; instants are the bank's time. */
export type Difference = Readonly<Record<string, string>>

/** The rows that are missing or unexpected, those of one key below each other; the order of rows is none. */
export async function compareRows(
  database: Database,
  test: UnitTest,
  zone: Zone,
): Promise<readonly Difference[]> {
  const columns = await columnsOf(database, test.model)
  const where = `${test.file}, ${test.name}: expect`
  const rows = await typedRows(database, test.expect, { table: test.model, columns, where, zone })
  const names = rows.columns.length > 0 ? rows.columns : [...columns.keys()]
  const compared = names.map((name) => comparedSql(name, columns)).join(', ')
  const made = `select ${compared} from ${identifier(...test.model.split('.'))}`
  const expected = rows.sql === null ? `${made} limit 0` : `select ${compared} from (${rows.sql})`
  const shown = names.map((name) => shownSql(name, columns, zone)).join(', ')
  return database.rows<Row & Difference>(
    `with made as (${made}), expected as (${expected}),
    differences as (
      select 'missing' as rows_, * from (from expected except all from made)
      union all select 'unexpected', * from (from made except all from expected)
    )
    select rows_ as rows, ${shown} from differences
    order by ${names.map((name) => `differences.${identifier(name)}`).join(', ')}, rows_`,
  )
}

/** Measured numbers are the same when nine places after the point are. */
function comparedSql(name: string, columns: Columns): string {
  const column = identifier(name)
  const isMeasured = ['DOUBLE', 'FLOAT'].includes(columns.get(name) ?? '')
  return isMeasured ? `round(${column}, 9) as ${column}` : column
}

function shownSql(name: string, columns: Columns, zone: Zone): string {
  const column = identifier(name)
  const isInstant = columns.get(name)?.startsWith('TIMESTAMP') === true
  const value = isInstant ? toLocalSql(zone, column) : column
  return `coalesce(cast(${value} as varchar), 'null') as ${column}`
}
