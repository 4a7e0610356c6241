import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import {
  type CompiledContract,
  type CompiledRule,
  shownValueSql,
  typedColumn,
} from './compile-contract.ts'
import { growTable } from './grow-table.ts'
import type { Landing, MappedTable } from './landing.ts'
import { keySql, maskValueSql } from './mask.ts'
import { withRecordNumbers } from './number-records.ts'
import { dropRejects, moveRejectedLines, refusedRecords } from './rejected-lines.ts'
import { refuseSwallowed } from './swallowed-records.ts'

export interface LandedRows {
  readonly rowsRead: number
  readonly rowsQuarantined: number
}

/** Rows of a whole file. */
export interface LandedFile extends LandedRows {
  /** Records that zod judged too: every refused one and a sample of the others. */
  readonly rowsRechecked: number
  /** Numbers of the records that the reader could not cut into cells, ascending. */
  readonly refused: readonly number[]
}

/** Makes the landing table of a contract, or adds the columns that it has gained. */
export async function createLandingTable(
  database: Database,
  table: string,
  compiled: CompiledContract,
): Promise<void> {
  await growTable(database, table, {
    ...Object.fromEntries(compiled.columns.map((column) => [column.landing, column.type])),
    _file_id: 'integer',
    _row: 'bigint',
    _loaded_at: 'timestamp',
    _broken: 'struct(column_name varchar, reason varchar, value_masked varchar)[]',
    _extra: 'map(varchar, varchar)',
  })
}

/**
 * Reads the tables of a file, each in one pass: typed rows stay in the landing table, rows that
 * break a rule go to `ops.rejected_rows` with every rule they break, masked before they are
 * written anywhere. Records are numbered from 1 over all the tables of the file. `tidyRows` is to
 * follow.
 */
export async function landFile(
  database: Database,
  tables: readonly MappedTable[],
  landing: Landing,
): Promise<LandedFile> {
  let landed: Omit<LandedFile, 'rowsRechecked'> = { rowsRead: 0, rowsQuarantined: 0, refused: [] }
  for (const table of tables) landed = await landTable(database, table, landing, landed)
  return { ...landed, rowsRechecked: landing.oracle.verdict(landing.file) }
}

/**
 * Numbers the rows of a file in its landing table and takes the broken ones out; after the commit
 * where there is one. Within its transaction DuckDB would write every row of the file once more.
 */
export async function tidyRows(
  database: Database,
  landing: Pick<Landing, 'table' | 'fileId'>,
  { refused, rowsQuarantined }: Pick<LandedFile, 'refused' | 'rowsQuarantined'>,
): Promise<void> {
  const { table, fileId } = landing
  await withRecordNumbers(database, landing, refused, async ({ record, from, where }) => {
    const set = `update ${table} landed set _row = ${record}${from.replace(',', ' from')}`
    await database.run(`${set} where _file_id = ${fileId} and _broken is null${where}`)
  })
  if (rowsQuarantined > refused.length) {
    await database.run(`delete from ${table} where _file_id = ${fileId} and _broken is not null`)
  }
}

async function landTable(
  database: Database,
  mapped: MappedTable,
  landing: Landing,
  before: Omit<LandedFile, 'rowsRechecked'>,
): Promise<Omit<LandedFile, 'rowsRechecked'>> {
  const { table, fileId } = landing
  await dropRejects(database)
  await database.run(insertSql(mapped, landing))
  const lost = mapped.hasRejects ? await refusedRecords(database, mapped) : []
  if (lost.length > 0) await refuseSwallowed(database, mapped, landing.file)
  const refused = [...before.refused, ...lost.map((record) => record + before.rowsRead)]
  const { rows, broken } = await database.row<{ rows: number; broken: number }>(
    `select count(*) as rows, count(_broken) as broken from ${table} where _file_id = ${fileId}`,
  )
  if (broken > before.rowsQuarantined - before.refused.length) {
    await moveBrokenRows(database, mapped, landing, { before, refused })
  }
  if (lost.length > 0) await moveRejectedLines(database, mapped, landing, before.rowsRead)
  await dropRejects(database)
  return { rowsRead: rows + refused.length, rowsQuarantined: broken + refused.length, refused }
}

function insertSql(mapped: MappedTable, landing: Landing): string {
  const { compiled } = landing
  const typed = compiled.columns.map((column) => `${column.typed} as ${typedColumn(column.name)}`)
  const names = compiled.columns.map((column) => identifier(column.landing))
  const values = compiled.columns.map((column) => typedColumn(column.name))
  const reasons = compiled.rules.map((rule) => reasonSql(rule, compiled)).join(',\n      ')
  return `insert into ${landing.table} (${names.join(', ')}, _file_id, _loaded_at, _broken, _extra)
    select ${values.join(', ')}, ${landing.fileId}, timestamp ${literal(landing.loadedAt)},
      case when _structure is not null
        then [{'column_name': '', 'reason': _structure, 'value_masked': null::varchar}]
        when not coalesce(${landing.oracle.sql('_has_broken_cell')}, true) then null
        when _has_broken_cell or _has_broken_rule then list_transform(
          list_filter([${reasons}], lambda each: each is not null),
          lambda each: {'column_name': each.column_name, 'reason': each.reason,
            'value_masked': ${maskValueSql('each.shown', 'r_customer_id')}}) end,
      _extra
    from (select *, (${brokenSql(compiled, 'cell')}) as _has_broken_cell,
        (${brokenSql(compiled, 'row')}) as _has_broken_rule
      from (select *, ${typed.join(',\n        ')}
        from (${mapped.relation})))`
}

function brokenSql(compiled: CompiledContract, scope: CompiledRule['scope']): string {
  const rules = compiled.rules.filter((rule) => rule.scope === scope)
  return rules.map((rule) => `coalesce(${rule.broken}, false)`).join('\n      or ') || 'false'
}

function reasonSql(rule: CompiledRule, compiled: CompiledContract): string {
  const column = compiled.columns.find((each) => each.name === rule.column)
  return `case when ${rule.broken} then {'column_name': ${literal(rule.column)},
    'reason': ${literal(rule.reason)}, 'shown': ${shownValueSql(column)}} end`
}

async function moveBrokenRows(
  database: Database,
  mapped: MappedTable,
  landing: Landing,
  {
    before,
    refused,
  }: { before: Pick<LandedFile, 'rowsRead' | 'refused'>; refused: readonly number[] },
): Promise<void> {
  const { compiled, table, fileId } = landing
  const rowsBefore = before.rowsRead - before.refused.length
  const key = compiled.contract.key.map((name) => `coalesce(${identifier(name)}::varchar, '')`)
  const [first = ''] = compiled.contract.key
  const hasCustomer = compiled.columns.some((column) => column.personal === 'key')
  // where cells were shifted, the key may be the customer's own number
  const isShown = hasCustomer
    ? `${keySql(`${identifier(first)}::varchar`)} is distinct from customer_key`
    : 'true'
  const isFacts = compiled.contract.kind === 'facts'
  const hasDepartment = compiled.columns.some((column) => column.name === 'department_id')
  const department =
    isFacts && hasDepartment
      ? `(select any_value(department_id) from reference.departments known
        where known.department_id = broken.department_id)`
      : 'null'
  await withRecordNumbers(database, landing, refused, (numbers) =>
    database.run(`insert into ops.rejected_rows
      (contract, file, record, column_name, reason, value_masked, load_id, file_id, sheet,
        record_key, department_id, status)
    select ${literal(compiled.contract.name)}, ${literal(landing.file)}, _record,
      rule.column_name, rule.reason, rule.value_masked, ${landing.loadId}, ${fileId},
      ${literal(mapped.sheet)},
      case when rule.column_name <> '' and ${identifier(first)} is not null and ${isShown}
        then concat_ws('|', ${key.join(', ')}) end,
      ${department}, 'open'
    from (select landed.*, ${numbers.record} as _record, unnest(_broken) as rule
      from ${table} landed${numbers.from}
      where _file_id = ${fileId} and _broken is not null and ${numbers.place} > ${rowsBefore}
        ${numbers.where}) broken
    order by _record`),
  )
}
