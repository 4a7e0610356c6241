import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import type { Workspace } from '../core/workspace.ts'
import { type CompiledContract, compileContract } from './compile-contract.ts'
import { readContracts } from './contracts.ts'
import type { Contract } from './define-contract.ts'
import { createLandingTable, keepNewest, landFile } from './land.ts'
import {
  createLedger,
  type FileEntry,
  nameThings,
  nextId,
  recordFile,
  rowsOfKnownFile,
} from './ledger.ts'
import { keyStatements } from './mask.ts'
import {
  type InspectedFile,
  inspect,
  isReadable,
  openFile,
  type ReadableFile,
  readableFormats,
} from './read-file.ts'

export interface LoadOptions {
  readonly workspace: Workspace
  readonly secret: Buffer
  readonly clock: Clock
  readonly programVersion: string
  /** Contracts to load; all when empty. */
  readonly only?: readonly string[]
  readonly onFile?: (entry: FileEntry) => void
}

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

interface Load extends LoadOptions {
  readonly database: Database
  readonly loadId: number
  readonly loadedAt: string
  readonly scratch: string
}

/**
 * Loads what is new below the inbox into the database: facts into `landing`, reference tables
 * into `reference`. Every file gets a row in `ops.files` whose counts add up. A file that cannot
 * be understood is held: nothing of it is taken, the others go on.
 */
export async function load(database: Database, options: LoadOptions): Promise<LoadSummary> {
  const contracts = await chosenContracts(options.only ?? [])
  const scratch = join(options.workspace.cache, 'reading')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  await createLedger(database)
  await nameThings(database, await readContracts())
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

async function chosenContracts(only: readonly string[]): Promise<readonly Contract[]> {
  const all = await readContracts()
  const names = all.map((contract) => contract.name)
  for (const name of only) if (!names.includes(name)) throw unknownName('source', name, names)
  return only.length === 0 ? all : all.filter((contract) => only.includes(contract.name))
}

async function readSourceCodes(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ source_code: string; channel: string }>(
    'select source_code, channel from reference.channel_codes',
  )
  return new Map(rows.map((row) => [row.source_code, row.channel]))
}

/** Files below a folder, by code point of their path relative to it; hidden ones are left alone. */
function deliveries(folder: string, prefix: string): { path: string; name: string }[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(folder.length + 1).replaceAll('\\', '/')
      return { path, name }
    })
  return found
    .sort((a, b) => compareCodePoints(a.name, b.name))
    .map(({ path, name }) => ({ path, name: `${prefix}/${name}` }))
}

/** Order by code point; JavaScript compares UTF-16 units, which differ beyond the first plane. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

async function loadFacts(load: Load, compiled: CompiledContract): Promise<FileEntry[]> {
  const { database, workspace } = load
  const { name } = compiled.contract
  const table = identifier('landing', name)
  await createLandingTable(database, table, compiled)
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

/** Counts what `keepNewest` removed as duplicate instead of accepted. */
async function settleVersions(
  load: Load,
  compiled: CompiledContract,
  table: string,
  entries: readonly FileEntry[],
  firstFileId: number,
): Promise<void> {
  if (!entries.some((entry) => entry.status === 'loaded')) return
  const superseded = await keepNewest(load.database, table, compiled, firstFileId)
  for (const [fileId, rows] of superseded) {
    const entry = entries[fileId - firstFileId]
    if (entry === undefined) throw new Error(`file ${fileId} is not of this load`)
    entry.rows_accepted -= rows
    entry.rows_duplicate += rows
    await load.database.run(
      'update ops.files set rows_accepted = $2, rows_duplicate = $3 where file_id = $1',
      [fileId, entry.rows_accepted, entry.rows_duplicate],
    )
  }
}

/** Lands one file; a file already loaded counts as duplicate rows, an unreadable one is held. */
async function loadFile(
  load: Load,
  compiled: CompiledContract,
  table: string,
  file: InspectedFile,
  fileId: number,
): Promise<FileEntry> {
  const contract = compiled.contract.name
  const entry: FileEntry = {
    contract,
    file: file.name,
    sha256: file.facts.sha256,
    bytes: file.facts.bytes,
    encoding: file.facts.encoding ?? (file.name.endsWith('.parquet') ? 'binary' : 'unknown'),
    status: 'loaded',
    message: null,
    rows_read: 0,
    rows_accepted: 0,
    rows_duplicate: 0,
    rows_quarantined: 0,
  }
  if (!isReadable(file.name)) {
    return { ...entry, encoding: 'unknown', status: 'held', message: unreadableFormat(file.name) }
  }
  const known = await rowsOfKnownFile(load.database, contract, file.facts.sha256)
  if (known !== undefined) {
    return { ...entry, status: 'duplicate', rows_read: known, rows_duplicate: known }
  }
  let readable: ReadableFile | undefined
  await load.database.run('begin transaction')
  try {
    readable = await openFile(file, compiled, load.scratch)
    const landed = await landFile(load.database, readable, {
      table,
      compiled,
      file: file.name,
      fileId,
      loadId: load.loadId,
      loadedAt: load.loadedAt,
    })
    for (const { cell, near } of readable.unknown) {
      await load.database.run('insert into ops.unknown_columns values ($1, $2, $3, $4, $5)', [
        contract,
        file.name,
        cell,
        near ?? null,
        load.loadId,
      ])
    }
    await load.database.run('commit')
    return {
      ...entry,
      rows_read: landed.rowsRead,
      rows_accepted: landed.rowsRead - landed.rowsQuarantined,
      rows_quarantined: landed.rowsQuarantined,
    }
  } catch (error) {
    await load.database.run('rollback')
    if (error instanceof UserError) return { ...entry, status: 'held', message: error.message }
    const reason = unreadable(error)
    if (reason === undefined) throw error
    return { ...entry, status: 'held', message: `${file.name}: ${reason}` }
  } finally {
    readable?.dispose()
  }
}

function unreadableFormat(name: string): string {
  return `${name}: this format cannot be read; deliver it as ${readableFormats.join(', ')}.`
}

/** What DuckDB says of a file that is no CSV or Parquet at all; undefined for any other error. */
function unreadable(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  const isOfTheFile =
    /CSV Error|CSV Parser|Invalid Input Error: .*(csv|parquet)|magic bytes/is.test(message)
  return isOfTheFile ? (message.split('\n')[0] ?? message) : undefined
}

/** A reference table is replaced whole by its files, or by its default where there are none. */
async function loadReference(load: Load, compiled: CompiledContract): Promise<FileEntry[]> {
  const { database, workspace } = load
  const { name } = compiled.contract
  const table = identifier('reference', name)
  const own = deliveries(join(workspace.inbox, name), name)
  const defaults = join(programRoot, 'seeds', 'reference', `${name}.csv`)
  const fallback = existsSync(defaults)
    ? [{ path: defaults, name: `seeds/reference/${name}.csv` }]
    : []
  const files = own.length > 0 ? own : fallback
  const inspected: InspectedFile[] = []
  for (const file of files) inspected.push(await inspect(file.path, file.name))
  const firstFileId = await nextId(database, 'ops.files', 'file_id')
  const isUnchanged = await holdsExactly(database, name, inspected)
  if (isUnchanged && own.length === 0 && files.length > 0) return []
  const arriving = identifier('landing', name)
  await createLandingTable(database, arriving, compiled)
  if (!isUnchanged) {
    await database.run(
      `update ops.files set status = 'replaced' where contract = $1 and status = 'loaded'`,
      [name],
    )
  }
  const entries: FileEntry[] = []
  for (const [index, file] of inspected.entries()) {
    const fileId = firstFileId + index
    const entry = await loadFile(load, compiled, arriving, file, fileId)
    await recordFile(database, entry, { fileId, loadId: load.loadId, loadedAt: load.loadedAt })
    entries.push(entry)
  }
  await settleVersions(load, compiled, arriving, entries, firstFileId)
  const isHeld = entries.some((entry) => entry.status === 'held')
  const columns = compiled.columns.map((column) => identifier(column.landing)).join(', ')
  await database.run(
    `create table if not exists ${table} as select ${columns} from ${arriving} limit 0`,
  )
  if (!isHeld && !isUnchanged) {
    await database.run(`create or replace table ${table} as select ${columns} from ${arriving}`)
  }
  await database.run(`drop table ${arriving}`)
  for (const entry of entries) load.onFile?.(entry)
  return entries
}

/** Whether the table was made of just these files. */
async function holdsExactly(
  database: Database,
  contract: string,
  files: readonly InspectedFile[],
): Promise<boolean> {
  const rows = await database.rows<{ sha256: string }>(
    `select sha256 from ops.files where contract = $1 and status = 'loaded'`,
    [contract],
  )
  const loaded = new Set(rows.map((row) => row.sha256))
  const wanted = new Set(files.map((file) => file.facts.sha256))
  return loaded.size === wanted.size && [...wanted].every((hash) => loaded.has(hash))
}
