import type { Clock } from '../core/clock.ts'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import type { Workspace } from '../core/workspace.ts'
import type { CompiledContract } from './compile-contract.ts'
import { keepNewest, landFile } from './land.ts'
import { type FileEntry, rowsOfKnownFile } from './ledger.ts'
import {
  type InspectedFile,
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

/** A load that is running. */
export interface Load extends LoadOptions {
  readonly database: Database
  readonly loadId: number
  readonly loadedAt: string
  readonly scratch: string
}

/** Counts what `keepNewest` removed as duplicate instead of accepted. */
export async function settleVersions(
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
export async function loadFile(
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
