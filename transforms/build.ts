import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { toLocalSql, toUtcSql, type Zone } from '../core/zone.ts'
import { buildOrder, chooseModels } from './graph.ts'
import { type Model, readModels } from './model.ts'
import { beginBuild } from './record.ts'
import { recordLineage } from './record-lineage.ts'
import { type CutOffs, type UpdatedModel, updateModel } from './update.ts'

export interface BuildOptions {
  readonly zone: Zone
  /** The data cut-off: later events have not happened. */
  readonly asOf: Date
  readonly complaintDays: 'natural' | 'working'
  /** Models to build with what they need; all when empty. */
  readonly only?: readonly string[]
  /** Build only what changed since the standing build; the plan has found the landed rows. */
  readonly changes?: CutOffs
  readonly onModel?: (built: BuiltModel) => void
}

export interface BuiltModel {
  readonly name: string
  readonly rows: number
  readonly milliseconds: number
  /** Rows that left or came, and how they were found; of a build of changes. */
  readonly changed?: number
  readonly how?: UpdatedModel['how']
}

/** Builds staging and marts, each model checked against its header. */
export async function build(
  database: Database,
  options: BuildOptions,
): Promise<readonly BuiltModel[]> {
  await requireLanding(database)
  await beginBuild(database)
  await prepareConnection(database, options)
  const order = buildOrder(await readModels(database))
  const names = order.map((model) => model.name)
  const wanted = (options.only ?? []).map((name) => fullName(name, names))
  const built: BuiltModel[] = []
  for (const model of chooseModels(order, wanted)) {
    const result =
      options.changes === undefined
        ? await buildModel(database, model)
        : await changeModel(database, model, options.changes)
    built.push(result)
    options.onModel?.(result)
  }
  await recordLineage(database, order)
  return built
}

async function requireLanding(database: Database): Promise<void> {
  const { tables } = await database.row<{ tables: number }>(
    `select count(*) as tables from duckdb_tables() where schema_name = 'landing'`,
  )
  if (tables === 0) throw new UserError('Nothing is loaded yet.', { hint: 'run csq load first.' })
}

/** The variables and functions that models may use. */
export async function prepareConnection(
  database: Database,
  options: Pick<BuildOptions, 'zone' | 'asOf' | 'complaintDays'>,
): Promise<void> {
  const asOf = options.asOf.toISOString().replace('T', ' ').replace('Z', '')
  const midnight = toUtcSql(options.zone, 'cast(day as timestamp)')
  await database.run(`
    create schema if not exists staging;
    create schema if not exists marts;
    set variable as_of = timestamp ${literal(asOf)};
    set variable complaint_days = ${literal(options.complaintDays)};
    create or replace macro local_day(instant) as cast(${toLocalSql(options.zone, 'instant')} as date);
    create or replace macro local_midnight(day) as ${midnight};
    create or replace macro seconds_between(earlier, later) as
      date_diff('microsecond', earlier, later) / 1e6`)
}

function fullName(name: string, names: readonly string[]): string {
  const found = names.find((each) => each === name || each.endsWith(`.${name}`))
  if (found === undefined) throw unknownName('model', name, names)
  return names.includes(name) ? name : found
}

async function buildModel(database: Database, model: Model): Promise<BuiltModel> {
  const started = performance.now()
  const table = identifier(model.layer, model.table)
  await database.run(`create or replace table ${table} as ${model.sql}`)
  await checkColumns(database, model)
  const rows = await checkGrain(database, model)
  await database.run(`comment on table ${table} is ${literal(model.description)}`)
  const comments = model.columns.map(
    ({ name, description }) =>
      `comment on column ${table}.${identifier(name)} is ${literal(description)}`,
  )
  await database.run(comments.join(';'))
  return { name: model.name, rows, milliseconds: Math.round(performance.now() - started) }
}

async function changeModel(
  database: Database,
  model: Model,
  cutOffs: CutOffs,
): Promise<BuiltModel> {
  const started = performance.now()
  const updated = await updateModel(database, model, cutOffs)
  const { rows } = await database.row<{ rows: number }>(
    `select count(*) as rows from ${model.name}`,
  )
  return {
    name: model.name,
    rows,
    ...updated,
    milliseconds: Math.round(performance.now() - started),
  }
}

async function checkColumns(database: Database, model: Model): Promise<void> {
  const rows = await database.rows<{ name: string }>(
    `select column_name as name from duckdb_columns()
    where schema_name = $1 and table_name = $2 and database_name = current_database() order by column_index`,
    [model.layer, model.table],
  )
  const made = rows.map((row) => row.name)
  const said = model.columns.map((column) => column.name)
  const missing = said.filter((name) => !made.includes(name))
  const silent = made.filter((name) => !said.includes(name))
  if (missing.length + silent.length === 0) return
  throw new Error(
    `${model.name}: header and columns differ; only in the header: ${missing.join(', ') || '–'}; only in the table: ${silent.join(', ') || '–'}`,
  )
}

async function checkGrain(database: Database, model: Model): Promise<number> {
  const key = model.grain.map((column) => identifier(column)).join(', ')
  const isNull = model.grain.map((column) => `${identifier(column)} is null`).join(' or ')
  // keys of one hash may still differ; keys of different hashes are not the same
  const { rows, empty, suspected } = await database.row<{
    rows: number
    empty: number
    suspected: number
  }>(`select count(*) as rows, count(*) filter (where ${isNull}) as empty,
      (select count(*) from (select 1 from ${model.name} group by hash(${key}) having count(*) > 1))
        as suspected
    from ${model.name}`)
  const repeated = suspected === 0 ? 0 : await countRepeated(database, model.name, key)
  if (empty + repeated > 0) {
    throw new Error(
      `${model.name}: ${model.grain.join(', ')} is not its grain: ${repeated} repeated, ${empty} empty`,
    )
  }
  return rows
}

async function countRepeated(database: Database, table: string, key: string): Promise<number> {
  const { repeated } = await database.row<{ repeated: number }>(`select count(*) as repeated
    from (select ${key} from ${table} group by ${key} having count(*) > 1)`)
  return repeated
}

/** A data check that found rows. */
export interface CheckResult {
  readonly check: string
  readonly description: string
  readonly severity: 'error' | 'warning'
  readonly rows: number
}

/** Runs every file of `transforms/checks/`: each selects the rows that break its rule. */
export async function runChecks(database: Database): Promise<readonly CheckResult[]> {
  const folder = join(programRoot, 'transforms', 'checks')
  const results: CheckResult[] = []
  for (const file of readdirSync(folder)
    .filter((each) => each.endsWith('.sql'))
    .sort()) {
    const sql = readFileSync(join(folder, file), 'utf8')
    const { rows } = await database.row<{ rows: number }>(`select count(*) as rows from (${sql})`)
    const [first = '', second = ''] = sql.split('\n')
    results.push({
      check: file.slice(0, -4),
      description: first.replace(/^--\s*/, ''),
      severity: second.includes('error') ? 'error' : 'warning',
      rows,
    })
  }
  await storeChecks(database, results)
  return results
}

async function storeChecks(database: Database, results: readonly CheckResult[]): Promise<void> {
  await database.run(`create or replace table ops.checks (
    check_name varchar not null, description varchar, severity varchar, rows bigint, as_of timestamp)`)
  for (const result of results) {
    await database.run(`insert into ops.checks values ($1, $2, $3, $4, getvariable('as_of'))`, [
      result.check,
      result.description,
      result.severity,
      result.rows,
    ])
  }
}
