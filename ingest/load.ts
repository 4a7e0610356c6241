import { createHmac } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Row } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import { recordArrivals } from './arrivals.ts'
import { closeCorrected } from './close-corrected.ts'
import { type CompiledContract, compileContract } from './compile-contract.ts'
import { readContracts } from './contracts.ts'
import type { Contract } from './define-contract.ts'
import type { Source } from './define-source.ts'
import type { DriftChange } from './drift.ts'
import { createLandingTable } from './land.ts'
import { createLedger, type FileEntry, nameThings, nextId } from './ledger.ts'
import { forgetFiles, requireSameSecret } from './load-anew.ts'
import { loadFacts } from './load-facts.ts'
import type { Load, LoadOptions } from './load-file.ts'
import { loadReference } from './load-reference.ts'
import type { ReferenceCodes } from './map-columns.ts'
import { keyStatements } from './mask.ts'
import { readSources } from './sources.ts'

/** A change of columns, and the first file that showed it. */
export type FoundDrift = { readonly source: string; readonly file: string } & DriftChange

export interface LoadSummary {
  readonly loadId: number
  readonly files: readonly FileEntry[]
  /** Differences between the columns of a file and what its source delivered before. */
  readonly drift: readonly FoundDrift[]
  /** Refused records of former loads that a later delivery has corrected. */
  readonly corrected: number
}

/**
 * Loads what is new from every source into the database: facts into `landing`, reference tables
 * into `reference`. Every file gets a row in `ops.files` whose counts add up. A file that cannot
 * be understood is held: nothing of it is taken, the others go on.
 */
export async function load(database: Database, options: LoadOptions): Promise<LoadSummary> {
  if (options.isFull === true && (options.only ?? []).length > 0) {
    throw new UserError('A full load reads every source anew; it cannot be of some sources only.', {
      hint: 'leave the names away, or load them without --full.',
    })
  }
  const contracts = await readContracts()
  const all = await readSources(contracts, options.workspace.config.sources)
  const sources = chosenSources(all, contracts, options.only ?? [])
  const current = await beginLoad(database, options, contracts, all)
  const files: FileEntry[] = []
  try {
    for (const contract of contracts) {
      const own = sources.filter((source) => source.contract === contract.name)
      if (own.length > 0) files.push(...(await loadContract(current, contract, own)))
    }
  } finally {
    rmSync(current.scratch, { recursive: true, force: true })
  }
  const corrected = await closeCorrected(database, contracts, current)
  await recordArrivals(database, contracts, all, current)
  await endLoad(current)
  const drift = await database.rows<FoundDrift & Row>(
    `select distinct source, min(file) as file, change, column_name, detail, decision
    from ops.drift where load_id = ${current.loadId} group by all order by all`,
  )
  return { loadId: current.loadId, files, drift, corrected }
}

/** Sources by their names or their contracts'; reference tables always, since facts read them. */
function chosenSources(
  all: readonly Source[],
  contracts: readonly Contract[],
  only: readonly string[],
): readonly Source[] {
  const names = all.map((source) => source.name)
  for (const name of only) if (!names.includes(name)) throw unknownName('source', name, names)
  if (only.length === 0) return all
  const isReference = (source: Source) =>
    contracts.some((each) => each.name === source.contract && each.kind === 'reference')
  return all.filter(
    (source) => isReference(source) || only.includes(source.name) || only.includes(source.contract),
  )
}

/** Makes the ledger and the landing tables what this program needs, and opens a row of `ops.loads`. */
export async function beginLoad(
  database: Database,
  options: LoadOptions,
  contracts: readonly Contract[],
  sources: readonly Source[],
): Promise<Load> {
  const scratch = join(options.workspace.cache, 'reading')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  await createLedger(database)
  const fingerprint = createHmac('sha256', options.secret).update('csq').digest('hex').slice(0, 16)
  if (options.isFull === true) await forgetFiles(database, contracts, options.workspace)
  else await requireSameSecret(database, fingerprint)
  await nameThings(database, contracts, sources)
  for (const contract of contracts.filter((each) => each.kind === 'facts')) {
    const compiled = compileContract(contract, { zone: options.workspace.zone })
    // every landing table is there from the first load on, so that every model can be built
    await createLandingTable(database, identifier('landing', contract.name), compiled)
  }
  for (const statement of keyStatements(options.secret)) await database.run(statement)
  const loadedAt = sqlInstant(options.clock.now())
  const loadId = await nextId(database, 'ops.loads', 'load_id')
  await database.run(
    `insert into ops.loads (load_id, started_at, program_version, key_fingerprint)
    values ($1, $2::timestamp, $3, $4)`,
    [loadId, loadedAt, options.programVersion, fingerprint],
  )
  return { ...options, database, loadId, loadedAt, scratch }
}

async function loadContract(
  load: Load,
  contract: Contract,
  sources: readonly Source[],
): Promise<FileEntry[]> {
  const compiled: CompiledContract = compileContract(contract, { zone: load.workspace.zone })
  const codes = contract.kind === 'facts' ? await readCodes(load.database) : new Map()
  const loadAll = contract.kind === 'reference' ? loadReference : loadFacts
  return loadAll(load, compiled, sources, codes)
}

/** Words that reference tables add to the codes of contracts. */
export async function readCodes(database: Database): Promise<ReferenceCodes> {
  const rows = await database.rows<{ source_code: string; channel: string }>(
    'select source_code, channel from reference.channel_codes',
  )
  return new Map([['channel_codes', new Map(rows.map((row) => [row.source_code, row.channel]))]])
}

/** Closes the row of `ops.loads`. */
export async function endLoad({ database, loadId, clock, loadedAt }: Load): Promise<void> {
  const now = sqlInstant(clock.now())
  await database.run(
    `update ops.loads set finished_at = $2::timestamp, files = total.files,
      rows_read = total.rows_read, rows_accepted = total.rows_accepted,
      rows_duplicate = total.rows_duplicate, rows_quarantined = total.rows_quarantined,
      files_held = total.files_held, seconds = epoch($2::timestamp - $3::timestamp)
    from (select count(*) as files, coalesce(sum(rows_read), 0) as rows_read,
        coalesce(sum(rows_accepted), 0) as rows_accepted,
        coalesce(sum(rows_duplicate), 0) as rows_duplicate,
        coalesce(sum(rows_quarantined), 0) as rows_quarantined,
        count(*) filter (where status = 'held') as files_held
      from ops.files where load_id = $1) total
    where loads.load_id = $1`,
    [loadId, now, loadedAt],
  )
}

function sqlInstant(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '')
}
