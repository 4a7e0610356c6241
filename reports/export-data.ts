import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { type Period, previousPeriod } from '../core/periods.ts'
import { identifier, literal } from '../core/sql.ts'
import { toLocalSql, type Zone } from '../core/zone.ts'

export interface ExportOptions {
  readonly warehouse: string
  /** Data file to make; an existing one is replaced. */
  readonly target: string
  readonly period: Period
  readonly audience: string
  readonly revision: number
  readonly bank: { readonly zh: string; readonly en: string }
  readonly zone: Zone
}

/**
 * Makes the data file of an edition: one table per file of `reports/data/`, the very rows that
 * its pages show. Numbers become doubles, as pages read them. Resolves to the rows per table.
 */
export async function exportData(
  options: ExportOptions,
): Promise<Readonly<Record<string, number>>> {
  rmSync(options.target, { force: true })
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(options.warehouse)} as warehouse (read_only)`)
    await database.run(`attach ${literal(options.target)} as edition (block_size 16384)`)
    await database.run('use warehouse')
    await setVariables(database, options)
    const folder = join(programRoot, 'reports', 'data')
    const rows: Record<string, number> = {}
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()) {
      const table = file.slice(0, -'.sql'.length)
      rows[table] = await exportTable(database, table, readFileSync(join(folder, file), 'utf8'))
    }
    await database.run('use memory; checkpoint edition; detach edition')
    return rows
  } finally {
    database.close()
  }
}

async function setVariables(database: Database, options: ExportOptions): Promise<void> {
  const { period, bank } = options
  const variables = {
    period_id: period.id,
    period_type: period.type,
    period_start: period.start,
    period_end: period.end,
    previous_start: previousPeriod(period).start,
    audience: options.audience,
    revision: options.revision,
    bank_zh: bank.zh,
    bank_en: bank.en,
  }
  for (const [name, value] of Object.entries(variables)) {
    await database.run(`set variable ${name} = ${literal(value)}`)
  }
  await database.run(
    `create temp macro local_time(instant) as ${toLocalSql(options.zone, 'instant')}`,
  )
}

async function exportTable(database: Database, table: string, sql: string): Promise<number> {
  const columns = await database.rows<{ column_name: string; column_type: string }>(
    `describe ${sql}`,
  )
  const cast = columns.map(({ column_name: name, column_type: type }) => {
    const column = identifier(name)
    return /INT|DECIMAL|FLOAT|DOUBLE/.test(type) ? `${column}::double as ${column}` : column
  })
  const target = `edition.main.${identifier(table)}`
  await database.run(`create table ${target} as select ${cast.join(', ')} from (${sql})`)
  const { rows } = await database.row<{ rows: number }>(`select count(*) as rows from ${target}`)
  return rows
}
