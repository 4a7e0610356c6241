import type { Database } from '../core/database.ts'
import { nearestName, UserError } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import type { Zone } from '../core/zone.ts'
import type { Model } from './model.ts'
import { tableName } from './read-unit-tests.ts'
import type { TestInput, UnitTest } from './unit-test.ts'
import { columnsOf, typedRows } from './unit-test-rows.ts'

/** What tests run on. */
export interface TestBench {
  /** Empty landing tables, reference tables with their defaults, and the models of the tests. */
  readonly database: Database
  /** In the order in which they are built. */
  readonly models: readonly Model[]
}

/** Puts the given rows into the tables that the model reads, and builds what stands between. */
export async function fillTables(
  { database, models }: TestBench,
  test: UnitTest,
  zone: Zone,
): Promise<void> {
  const given = new Map<string, TestInput>()
  for (const each of test.given) {
    const name = inputName(each.input, test, models)
    if (given.has(name)) throw mistake(test, `${name} is given twice.`)
    given.set(name, each)
  }
  const needed = tablesNeeded(test.model, given, models)
  const unread = [...given.keys()].find((name) => !needed.has(name))
  if (unread !== undefined) {
    throw mistake(test, `${unread} is not read, since a table made of it is given too.`)
  }
  for (const table of needed) {
    const input = given.get(table)
    if (models.some((each) => each.name === table) && input === undefined) continue
    await giveRows(database, table, input, { test, zone })
  }
  for (const model of models) {
    if (!needed.has(model.name) || given.has(model.name)) continue
    await buildModel(database, model, test)
  }
}

async function buildModel(database: Database, model: Model, test: UnitTest): Promise<void> {
  try {
    await database.run(`create or replace table ${quoted(model.name)} as ${model.sql}`)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw mistake(test, `${model.name} cannot be built of these rows: ${message}`)
  }
}

/** The model and every table that it is made of, up to those that are given. */
function tablesNeeded(
  name: string,
  given: ReadonlyMap<string, unknown>,
  models: readonly Model[],
): ReadonlySet<string> {
  const model = given.has(name) ? undefined : models.find((each) => each.name === name)
  const reads = model?.reads ?? []
  return new Set([...reads.flatMap((each) => [...tablesNeeded(each, given, models)]), name])
}

function inputName(written: string, test: UnitTest, models: readonly Model[]): string {
  const all = [...tablesNeeded(test.model, new Map(), models)].filter((each) => each !== test.model)
  const direct = models.find((each) => each.name === test.model)?.reads ?? []
  const wanted = tableName(written)
  const bare = (name: string) => name.slice(name.indexOf('.') + 1)
  const found =
    all.find((each) => each === wanted) ??
    direct.find((each) => bare(each) === wanted) ??
    all.find((each) => bare(each) === wanted)
  if (found !== undefined) return found
  const near = nearestName(wanted, all) ?? nearestName(bare(wanted), all.map(bare))
  throw mistake(
    test,
    `${test.model} reads no table "${written}".`,
    near === undefined ? `it reads ${all.join(', ')}.` : `Did you mean: ${near}?`,
  )
}

async function giveRows(
  database: Database,
  table: string,
  input: TestInput | undefined,
  { test, zone }: { readonly test: UnitTest; readonly zone: Zone },
): Promise<void> {
  if (input !== undefined && input.rows === undefined) {
    if (table.startsWith('reference.')) return
    throw mistake(
      test,
      `${table} is given without rows.`,
      'only reference tables have default rows.',
    )
  }
  await database.run(`delete from ${quoted(table)}`)
  if (input?.rows === undefined) return
  const columns = await columnsOf(database, table)
  const where = `${test.file}, ${test.name}: given ${table}`
  const rows = await typedRows(database, input.rows, { table, columns, where, zone })
  if (rows.sql !== null) await database.run(`insert into ${quoted(table)} by name ${rows.sql}`)
}

function mistake(test: UnitTest, what: string, hint?: string): UserError {
  return new UserError(`${test.file}, ${test.name}: ${what}`, hint === undefined ? {} : { hint })
}

function quoted(table: string): string {
  return identifier(...table.split('.'))
}
