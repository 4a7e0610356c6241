import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
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
    for (const { name, sql } of readQueries(join(folder, 'steps'))) {
      await database.run(`create temp table ${identifier(name)} as ${sql}`)
    }
    const rows: Record<string, number> = {}
    for (const { name, sql } of readQueries(folder)) {
      rows[name] = await exportTable(database, name, sql)
    }
    await database.run('use memory; checkpoint edition; detach edition')
    return rows
  } finally {
    database.close()
  }
}

/** The queries of a folder in name order; the file is the name of the table. */
function readQueries(folder: string): readonly { readonly name: string; readonly sql: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      name: basename(file, '.sql'),
      sql: readFileSync(join(folder, file), 'utf8'),
    }))
}

async function setVariables(database: Database, options: ExportOptions): Promise<void> {
  const { period, bank } = options
  const previous = previousPeriod(period)
  const variables = {
    period_id: period.id,
    period_type: period.type,
    period_start: period.start,
    period_end: period.end,
    previous_id: previous.id,
    previous_start: previous.start,
    year_ago_id: `${Number(period.id.slice(0, 4)) - 1}${period.id.slice(4)}`,
    audience: options.audience,
    revision: options.revision,
    bank_zh: bank.zh,
    bank_en: bank.en,
  }
  for (const [name, value] of Object.entries(variables)) {
    await database.run(`set variable ${name} = ${literal(value)}`)
  }
  await database.run(`set variable as_of = (select as_of from indicators."values" limit 1)`)
  await database.run(
    `create temp macro local_time(instant) as ${toLocalSql(options.zone, 'instant')}`,
  )
  await database.run(`create temp macro period_name(type, start) as case type
    when 'day' then strftime(start, '%Y年%-m月%-d日')
    when 'month' then strftime(start, '%Y年%-m月')
    when 'quarter' then
      strftime(start, '%Y年第') || ['一', '二', '三', '四'][quarter(start)] || '季度'
    else strftime(start, '%Y年') end`)
  await database.run(`create temp macro period_name_en(type, start) as case type
    when 'day' then strftime(start, '%-d %B %Y')
    when 'month' then strftime(start, '%B %Y')
    when 'quarter' then 'Q' || quarter(start) || ' ' || strftime(start, '%Y')
    else strftime(start, '%Y') end`)
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
