import { copyFileSync } from 'node:fs'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database.ts'
import type { Workspace } from '../../core/workspace.ts'
import { load } from '../../ingest/load.ts'
import type { Indicator } from '../../metrics/define-indicator.ts'
import { exampleCsv, exampleTables } from '../../metrics/example.ts'
import { measure } from '../../metrics/measure.ts'
import { build } from '../../transforms/build.ts'
import { readModels } from '../../transforms/model.ts'
import { type IndicatorValue, makeBank } from './bank.ts'

/** Indicators whose examples can lie in one bank: none reads a table that another one fills. */
interface Shared {
  readonly asOf: string
  readonly indicators: Indicator[]
}

/**
 * The value of every indicator's own example, by its name: the records are delivered as files,
 * loaded, built and measured. Each bank is a copy of one that has been loaded and built empty.
 */
export async function measureExamples(
  indicators: readonly Indicator[],
): Promise<ReadonlyMap<string, IndicatorValue>> {
  const found = new Map<string, IndicatorValue>()
  const waiting = await shareBanks(indicators)
  const empty = makeBank()
  const lane = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const [name, value] of await measureShared(next, empty.workspace, indicators)) {
        found.set(name, value)
      }
    }
  }
  try {
    await prepare(empty.workspace)
    await Promise.all([lane(), lane()])
  } finally {
    empty.remove()
  }
  return found
}

async function prepare(workspace: Workspace): Promise<void> {
  const database = await openDatabase(workspace.warehouse)
  await load(database, loadOptions(workspace))
  await buildModels(database, workspace, '2026-01-01T00:00:00Z', [])
  await database.run('checkpoint')
  database.close()
}

async function measureShared(
  shared: Shared,
  empty: Workspace,
  all: readonly Indicator[],
): Promise<readonly (readonly [string, IndicatorValue])[]> {
  const tables = new Map(shared.indicators.flatMap(({ example }) => exampleTables(example)))
  const bank = makeBank()
  for (const [table, text] of tables) bank.put(`${table}/example.csv`, exampleCsv(table, text))
  const { workspace } = bank
  copyFileSync(empty.warehouse, workspace.warehouse)
  const database = await openDatabase(workspace.warehouse)
  try {
    await loadAll(database, workspace, [...tables.keys()])
    const models = shared.indicators.flatMap((each) => martsOf(each, all))
    await buildModels(database, workspace, shared.asOf, models)
    await measure(database)
    return await Promise.all(
      shared.indicators.map(async (each) => [each.name, await readValue(database, each)] as const),
    )
  } finally {
    database.close()
    bank.remove()
  }
}

async function loadAll(database: Database, workspace: Workspace, only: readonly string[]) {
  const { files } = await load(database, { ...loadOptions(workspace), only })
  const lost = files.filter((each) => each.status !== 'loaded' || each.rows_quarantined > 0)
  if (lost.length === 0) return
  throw new Error(`records of ${lost.map((each) => each.file).join(', ')} break their contract`)
}

function loadOptions(workspace: Workspace) {
  const secret = Buffer.from('a secret for tests', 'utf8')
  return { workspace, secret, clock: fixedClock('2026-11-01T00:00:00Z'), programVersion: 'test' }
}

async function buildModels(
  database: Database,
  { zone }: Workspace,
  asOf: string,
  only: readonly string[],
): Promise<void> {
  await build(database, { zone, asOf: new Date(asOf), complaintDays: 'natural', only })
}

async function readValue(database: Database, { name, example }: Indicator) {
  const [groupedBy = '', id = ''] = (example.group ?? 'all=all').split('=')
  return database.row<IndicatorValue>(
    `select * from indicators.values where indicator = $1 and period_id = $2
      and grouped_by = $3 and group_id = $4`,
    [name, example.period, groupedBy, id],
  )
}

function martsOf(indicator: Indicator, all: readonly Indicator[]): readonly string[] {
  if (indicator.kind === 'composite') {
    return all.filter(({ name }) => name in indicator.weights).flatMap((each) => martsOf(each, all))
  }
  const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? [indicator.per] : []
  return [indicator, ...per].map(({ from }) => from)
}

async function shareBanks(indicators: readonly Indicator[]): Promise<Shared[]> {
  const reads = await tablesRead(indicators)
  const touches = (one: Indicator, other: Indicator) =>
    exampleTables(other.example).some(([table]) => reads.get(one)?.has(table))
  const agree = (one: Indicator, other: Indicator) =>
    JSON.stringify(one.example.given) === JSON.stringify(other.example.given) ||
    !(touches(one, other) || touches(other, one))
  const banks: Shared[] = []
  for (const indicator of indicators) {
    const { asOf } = indicator.example
    const bank = banks.find(
      (each) => each.asOf === asOf && each.indicators.every((other) => agree(indicator, other)),
    )
    if (bank === undefined) banks.push({ asOf, indicators: [indicator] })
    else bank.indicators.push(indicator)
  }
  return banks
}

/** The tables that an indicator's models read in the end, with those that it reads itself. */
async function tablesRead(indicators: readonly Indicator[]) {
  const database = await openDatabase()
  const models = new Map((await readModels(database)).map((each) => [each.name, each]))
  database.close()
  const behind = (name: string): readonly string[] =>
    models.get(name)?.reads.flatMap(behind) ?? [name.replace(/^\w+\./, '')]
  return new Map(
    indicators.map((each) => {
      const tables = martsOf(each, indicators).flatMap(behind)
      return [each, new Set([...tables, 'exposure', 'targets'])]
    }),
  )
}
