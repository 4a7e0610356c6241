import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Database, openDatabase } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { describeColumns } from './analyst/describe-columns.ts'
import { departmentOf } from './audience/audiences.ts'
import { noBankFiguresSql } from './audience/bank-figures.ts'
import { makeScope, scopeToDepartment } from './audience/scope.ts'
import {
  type ExporterOptions,
  type ExportTarget,
  setAudience,
  setVariables,
} from './export-variables.ts'
import { makePeriodCatalog, readRelations } from './period-catalog.ts'

/** Makes the data files of a period's editions. */
export interface Exporter {
  /** Resolves to the rows per table. */
  export(target: ExportTarget): Promise<Readonly<Record<string, number>>>
  close(): void
}

/**
 * Makes the data file of an edition: one table per file of `reports/data/`, the very rows that
 * its pages show. Numbers become doubles, as pages read them. Resolves to the rows per table.
 */
export async function exportData(
  options: ExporterOptions & ExportTarget,
): Promise<Readonly<Record<string, number>>> {
  const exporter = await openExporter(options)
  try {
    return await exporter.export(options)
  } finally {
    exporter.close()
  }
}

/** Opens a warehouse for the editions of a period; what all departments need is read once. */
export async function openExporter(options: ExporterOptions): Promise<Exporter> {
  const database = await openDatabase()
  let isScoped = false
  try {
    await database.run(`attach ${literal(options.warehouse)} as warehouse (read_only)`)
    await database.run('use warehouse')
    await setVariables(database, options)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    export: async (target) => {
      const department = departmentOf(target.audience)
      await setAudience(database, target, department)
      if (department === undefined) {
        await database.run(
          `use warehouse; create or replace temp table bank_figures as ${noBankFiguresSql}`,
        )
      } else {
        if (!isScoped) await prepareDepartments(database)
        isScoped = true
        await scopeToDepartment(database, department)
      }
      return exportTables(database, target)
    },
    close: () => database.close(),
  }
}

async function prepareDepartments(database: Database): Promise<void> {
  const relations = await readRelations(database, 'warehouse')
  await makePeriodCatalog(database, relations)
  await makeScope(database, relations)
}

async function exportTables(
  database: Database,
  { target, audience }: ExportTarget,
): Promise<Readonly<Record<string, number>>> {
  rmSync(target, { force: true })
  await database.run(`attach ${literal(target)} as edition (block_size 16384)`)
  try {
    const folder = join(programRoot, 'reports', 'data')
    for (const { name, sql } of readQueries(join(folder, 'steps'))) {
      await database.run(`create or replace temp table ${identifier(name)} as ${sql}`)
    }
    const rows: Record<string, number> = {}
    for (const { name, sql } of readQueries(folder)) {
      if (name.startsWith('analyst_') && audience !== 'analyst') continue
      rows[name] = await exportTable(database, name, sql)
    }
    if (audience === 'analyst') await describeColumns(database, folder)
    await database.run('checkpoint edition')
    return rows
  } finally {
    await database.run('use memory; detach edition')
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

async function exportTable(database: Database, table: string, sql: string): Promise<number> {
  const columns = await columnsOf(database, sql)
  const cast = columns.map(({ column_name: name, column_type: type }) => {
    const column = identifier(name)
    return /INT|DECIMAL|FLOAT|DOUBLE/.test(type) ? `${column}::double as ${column}` : column
  })
  const target = `edition.main.${identifier(table)}`
  await database.run(`create table ${target} as select ${cast.join(', ')} from (${sql})`)
  const { rows } = await database.row<{ rows: number }>(`select count(*) as rows from ${target}`)
  return rows
}

/** A UserError where the query reads a table that the build of this program makes and another did not. */
async function columnsOf(database: Database, sql: string) {
  try {
    return await database.rows<{ column_name: string; column_type: string }>(`describe ${sql}`)
  } catch (error) {
    const table = /Table with name (\S+) does not exist/.exec(String(error))?.[1]
    if (table === undefined) throw error
    throw new UserError(`The warehouse has no table "${table}": another program built it.`, {
      hint: 'run csq build, then publish again.',
      cause: error,
    })
  }
}
