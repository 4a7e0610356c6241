import type { Database } from '../core/database.ts'
import type { Zone } from '../core/zone.ts'
import { compileContract } from '../ingest/compile-contract.ts'
import { readContracts } from '../ingest/contracts.ts'
import type { Contract } from '../ingest/define-contract.ts'
import { groupColumns } from '../metrics/define-indicator.ts'
import type { Origin } from '../metrics/explain.ts'
import type { RowColumns } from '../metrics/explain-rows.ts'
import type { CountedSide } from '../metrics/explain-sides.ts'
import { columnsNamed, type Lineage, readLineage, rootsOf } from '../transforms/lineage.ts'
import { homeOf, readBaseTables, tablesBehind } from '../transforms/lineage-home.ts'
import { type Model, readModels } from '../transforms/model.ts'

/** A column as it was delivered. */
export interface Header {
  /** Contract of its table. */
  readonly contract: string
  /** Chinese header in a delivery. */
  readonly zh: string
  readonly isPersonal: boolean
}

/** What models and contracts say about where things come from. */
export interface Origins {
  readonly models: readonly Model[]
  readonly lineage: Lineage
  readonly contracts: readonly Contract[]
  /** By column, `landing.contacts.outcome`. */
  readonly headers: ReadonlyMap<string, Header>
}

/** Reads models, contracts and the way of every column. */
export async function readOrigins(database: Database, zone: Zone): Promise<Origins> {
  const contracts = await readContracts()
  const headers = new Map<string, Header>()
  for (const contract of contracts) {
    const schema = contract.kind === 'facts' ? 'landing' : 'reference'
    for (const { landing, zh, personal } of compileContract(contract, { zone }).columns) {
      const header = { contract: contract.name, zh, isPersonal: personal !== undefined }
      headers.set(`${schema}.${contract.name}.${landing}`, header)
    }
  }
  const models = await readModels(database)
  const lineage = await readLineage(database, models, await readBaseTables(database))
  return { models, lineage, contracts, headers }
}

/** The columns of its mart that the definition of a side names, in the order of the mart. */
export async function definitionColumns(
  database: Database,
  { models }: Origins,
  side: CountedSide,
): Promise<readonly string[]> {
  const columns = models.find((model) => model.name === side.from)?.columns ?? []
  const names = columns.map((column) => column.name)
  const all = [side.at, ...Object.values(side.written)]
  return columnsNamed(database, side.from, names, `row(${all.join(', ')})`)
}

/** Where the rows of a side were delivered; an Error when its mart hands on no key of a delivery. */
export async function originOf(
  database: Database,
  origins: Origins,
  side: CountedSide,
): Promise<Origin> {
  const { lineage, models } = origins
  const home = homeOf(lineage, models, side.from)
  if (home === undefined) throw new Error(`${side.from}: its grain is no key of a staging table`)
  const contract = home.staging.slice(home.staging.indexOf('.') + 1)
  const columns = await definitionColumns(database, origins, side)
  const others = tablesBehind(lineage, models, side.from, columns)
    .map((table) => table.slice(table.indexOf('.') + 1))
    .filter((table) => table !== contract)
  return { home, contract, others }
}

/**
 * The columns that rows of a side are shown with: the key, the day, the group, and what the
 * definition names. A text that comes of a personal column is not among them.
 */
export async function shownColumns(
  database: Database,
  origins: Origins,
  side: CountedSide,
  groupedBy: string,
): Promise<RowColumns> {
  const { models, lineage, headers } = origins
  const { home } = await originOf(database, origins, side)
  const model = models.find((each) => each.name === side.from)
  const group = Object.entries(groupColumns).find(([name]) => name === groupedBy)?.[1]
  const wanted = new Set([
    ...(model?.grain ?? []),
    side.at,
    ...(group === undefined ? [] : [group]),
    ...(await definitionColumns(database, origins, side)),
  ])
  const texts = await textColumns(database, side.from)
  const isPersonal = (name: string) =>
    texts.has(name) &&
    rootsOf(lineage, `${side.from}.${name}`).some((root) => headers.get(root)?.isPersonal)
  const staging = models.find((each) => each.name === home.staging)
  return {
    home,
    columns: [...wanted].filter((name) => !isPersonal(name)),
    hasCustomer: staging?.columns.some((each) => each.name === 'customer_key') === true,
  }
}

async function textColumns(database: Database, table: string): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ name: string }>(
    `select column_name as name from duckdb_columns()
    where schema_name || '.' || table_name = $1 and data_type = 'VARCHAR'`,
    [table],
  )
  return new Set(rows.map((row) => row.name))
}
