import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { unknownName } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import { type CompiledContract, compileContract } from './compile-contract.ts'
import { readContracts } from './contracts.ts'
import type { Contract } from './define-contract.ts'
import { deliveries } from './deliveries.ts'
import { createLandingTable } from './land.ts'
import { createLedger, type FileEntry, nameThings, nextId, recordFile } from './ledger.ts'
import { type Load, type LoadOptions, loadFile, settleVersions } from './load-file.ts'
import { loadReference } from './load-reference.ts'
import { keyStatements } from './mask.ts'
import { inspect } from './read-file.ts'

export interface LoadSummary {
  readonly loadId: number
  readonly files: readonly FileEntry[]
  /** Columns that no contract names, once per contract. */
  readonly unknownColumns: readonly {
    readonly contract: string
    readonly column_name: string
    readonly nearest: string | null
  }[]
}

/**
 * Loads what is new below the inbox into the database: facts into `landing`, reference tables
 * into `reference`. Every file gets a row in `ops.files` whose counts add up. A file that cannot
 * be understood is held: nothing of it is taken, the others go on.
 */
export async function load(database: Database, options: LoadOptions): Promise<LoadSummary> {
  const all = await readContracts()
  const contracts = chosenContracts(all, options.only ?? [])
  const scratch = join(options.workspace.cache, 'reading')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  await createLedger(database)
  await nameThings(database, all)
  await createLanding(database, all, options)
  for (const statement of keyStatements(options.secret)) await database.run(statement)
  const loadedAt = options.clock.now().toISOString().replace('T', ' ').replace('Z', '')
  const loadId = await nextId(database, 'ops.loads', 'load_id')
  await database.run(
    'insert into ops.loads (load_id, started_at, program_version) values ($1, $2::timestamp, $3)',
    [loadId, loadedAt, options.programVersion],
  )
  const current: Load = { ...options, database, loadId, loadedAt, scratch }
  const files: FileEntry[] = []
  try {
    for (const contract of contracts) {
      const sourceCodes = contract.kind === 'facts' ? await readSourceCodes(database) : undefined
      const compiled = compileContract(contract, {
        zone: options.workspace.zone,
        ...(sourceCodes === undefined ? {} : { sourceCodes }),
      })
      const loadOne = contract.kind === 'reference' ? loadReference : loadFacts
      files.push(...(await loadOne(current, compiled)))
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  await database.run(
    `update ops.loads set finished_at = $2::timestamp, files = total.files, rows_read = total.rows_read,
      rows_accepted = total.rows_accepted, rows_duplicate = total.rows_duplicate,
      rows_quarantined = total.rows_quarantined, files_held = total.files_held
    from (select count(*) as files, coalesce(sum(rows_read), 0) as rows_read,
        coalesce(sum(rows_accepted), 0) as rows_accepted,
        coalesce(sum(rows_duplicate), 0) as rows_duplicate,
        coalesce(sum(rows_quarantined), 0) as rows_quarantined,
        count(*) filter (where status = 'held') as files_held
      from ops.files where load_id = $1) total
    where loads.load_id = $1`,
    [loadId, options.clock.now().toISOString().replace('T', ' ').replace('Z', '')],
  )
  const unknownColumns = await database.rows<LoadSummary['unknownColumns'][number]>(
    `select distinct contract, column_name, nearest from ops.unknown_columns
    where load_id = ${loadId} order by all`,
  )
  return { loadId, files, unknownColumns }
}

/** The contracts to load: reference tables always, since facts and models read them. */
function chosenContracts(all: readonly Contract[], only: readonly string[]): readonly Contract[] {
  const names = all.map((contract) => contract.name)
  for (const name of only) if (!names.includes(name)) throw unknownName('source', name, names)
  return all.filter(
    (contract) =>
      only.length === 0 || contract.kind === 'reference' || only.includes(contract.name),
  )
}

/** Every landing table is there from the first load on, so that every model can be built. */
async function createLanding(
  database: Database,
  contracts: readonly Contract[],
  { workspace }: LoadOptions,
): Promise<void> {
  for (const contract of contracts.filter((each) => each.kind === 'facts')) {
    const compiled = compileContract(contract, { zone: workspace.zone })
    await createLandingTable(database, identifier('landing', contract.name), compiled)
  }
}

async function readSourceCodes(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ source_code: string; channel: string }>(
    'select source_code, channel from reference.channel_codes',
  )
  return new Map(rows.map((row) => [row.source_code, row.channel]))
}

async function loadFacts(load: Load, compiled: CompiledContract): Promise<FileEntry[]> {
  const { database, workspace } = load
  const { name } = compiled.contract
  const table = identifier('landing', name)
  const firstFileId = await nextId(database, 'ops.files', 'file_id')
  const entries: FileEntry[] = []
  for (const [index, delivery] of deliveries(join(workspace.inbox, name), name).entries()) {
    const fileId = firstFileId + index
    const entry = await loadFile(
      load,
      compiled,
      table,
      await inspect(delivery.path, delivery.name),
      fileId,
    )
    await recordFile(database, entry, { fileId, loadId: load.loadId, loadedAt: load.loadedAt })
    entries.push(entry)
  }
  await settleVersions(load, compiled, table, entries, firstFileId)
  for (const entry of entries) load.onFile?.(entry)
  return entries
}
