import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import type { CompiledContract } from './compile-contract.ts'
import { fileRead, isPulled, type Source } from './define-source.ts'
import { type DeliveredFile, deliveries } from './deliveries.ts'
import { keepNewest } from './keep-newest.ts'
import { type FileEntry, nextId, recordFiles, unknownLayout } from './ledger.ts'
import { type Load, type LoadedFile, loadFile, readKnownFiles, type Target } from './load-file.ts'
import type { ReferenceCodes } from './map-columns.ts'
import { openOracle } from './oracle.ts'
import { pullDelivery } from './pull/deliver.ts'

/** Lands what is new of a contract from all its sources, and keeps the newest version per key. */
export async function loadFacts(
  load: Load,
  compiled: CompiledContract,
  sources: readonly Source[],
  codes: ReferenceCodes,
): Promise<FileEntry[]> {
  const { database } = load
  const shared = {
    compiled,
    codes,
    oracle: openOracle(database, compiled),
    table: identifier('landing', compiled.contract.name),
    known: await readKnownFiles(database, compiled.contract.name),
  }
  const firstFileId = await nextId(database, 'ops.files', 'file_id')
  const loaded: LoadedFile[] = []
  for (const source of sources) {
    const pulled = isPulled(source) ? await pull(load, source) : undefined
    if (pulled !== undefined && 'status' in pulled) loaded.push({ entry: pulled, stamp: null })
    for (const delivered of filesOf(load, source, pulled)) {
      const target: Target = { ...shared, source }
      loaded.push(await loadFile(load, target, delivered, firstFileId + loaded.length))
    }
  }
  await recordFiles(
    database,
    loaded.map(({ entry, stamp }, index) => ({
      entry,
      ids: { fileId: firstFileId + index, loadId: load.loadId, loadedAt: load.loadedAt, stamp },
    })),
  )
  const entries = loaded.map(({ entry }) => entry)
  await settleVersions(database, shared, entries, firstFileId)
  for (const entry of entries) load.onFile?.(entry)
  return entries
}

/** Counts what `keepNewest` removed as duplicate instead of accepted. */
export async function settleVersions(
  database: Database,
  { compiled, table }: Pick<Target, 'compiled' | 'table'>,
  entries: readonly FileEntry[],
  firstFileId: number,
): Promise<void> {
  if (!entries.some((entry) => entry.status === 'loaded')) return
  const fresh = `_file_id >= ${firstFileId}`
  for (const [fileId, rows] of await keepNewest(database, table, compiled, fresh)) {
    const entry = entries[fileId - firstFileId]
    if (entry === undefined) throw new Error(`file ${fileId} is not of this load`)
    entry.rows_accepted -= rows
    entry.rows_duplicate += rows
    await database.run(
      'update ops.files set rows_accepted = $2, rows_duplicate = $3 where file_id = $1',
      [fileId, entry.rows_accepted, entry.rows_duplicate],
    )
  }
}

function filesOf(
  load: Load,
  source: Source,
  pulled: DeliveredFile | FileEntry | undefined,
): readonly DeliveredFile[] {
  const folder = fileRead(source).folder ?? source.name
  const files = deliveries(join(load.workspace.inbox, folder), folder)
  const isElsewhere =
    pulled !== undefined && 'path' in pulled && !files.some((each) => each.path === pulled.path)
  return isElsewhere ? [...files, pulled] : files
}

/** Asks a system for its new rows; a system that does not answer holds its source, not the load. */
async function pull(load: Load, source: Source): Promise<DeliveredFile | FileEntry | undefined> {
  try {
    return await pullDelivery(load, source)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const hint = error.hint === undefined ? '' : ` Try: ${error.hint}`
    return {
      source: source.name,
      contract: source.contract,
      file: `${source.name}/(pull)`,
      sha256: null,
      bytes: 0,
      encoding: null,
      layout: unknownLayout,
      status: 'held',
      message: `${source.name}: ${error.message}${hint}`,
      rows_read: 0,
      rows_accepted: 0,
      rows_duplicate: 0,
      rows_quarantined: 0,
      rows_rechecked: 0,
      seconds: 0,
    }
  }
}
