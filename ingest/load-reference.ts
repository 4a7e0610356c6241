import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { identifier, literal } from '../core/sql.ts'
import type { CompiledContract } from './compile-contract.ts'
import { fileRead, type Source } from './define-source.ts'
import { type DeliveredFile, defaultsFolder, deliveries } from './deliveries.ts'
import { inspectBinary } from './inspect-file.ts'
import { createLandingTable } from './land.ts'
import { type FileEntry, nextId, recordFiles } from './ledger.ts'
import { settleVersions } from './load-facts.ts'
import { type Load, type LoadedFile, loadFile, readKnownFiles } from './load-file.ts'
import type { ReferenceCodes } from './map-columns.ts'
import { openOracle } from './oracle.ts'

/** A reference table is replaced whole by its files, or by its default where there are none. */
export async function loadReference(
  load: Load,
  compiled: CompiledContract,
  sources: readonly Source[],
  codes: ReferenceCodes,
): Promise<FileEntry[]> {
  const { database } = load
  const { name } = compiled.contract
  const { files, isDefault } = findFiles(load, sources, name)
  const isUnchanged = await holdsExactly(database, name, files)
  if (isUnchanged && isDefault && files.length > 0) return []
  const arriving = identifier('landing', name)
  await createLandingTable(database, arriving, compiled)
  const former = isUnchanged ? [] : await retireFiles(database, name)
  const firstFileId = await nextId(database, 'ops.files', 'file_id')
  const known = await readKnownFiles(database, name)
  const shared = { compiled, codes, table: arriving, oracle: openOracle(database, compiled), known }
  const loaded: LoadedFile[] = []
  for (const { source, file } of files) {
    loaded.push(await loadFile(load, { ...shared, source }, file, firstFileId + loaded.length))
  }
  const { loadId, loadedAt } = load
  await recordFiles(
    database,
    loaded.map(({ entry, stamp }, index) => ({
      entry,
      ids: { fileId: firstFileId + index, loadId, loadedAt, stamp },
    })),
  )
  const entries = loaded.map(({ entry }) => entry)
  await settleVersions(database, shared, entries, firstFileId)
  const columns = compiled.columns.map((column) => identifier(column.landing)).join(', ')
  const table = identifier('reference', name)
  await database.run(
    `create table if not exists ${table} as select ${columns} from ${arriving} limit 0`,
  )
  if (entries.some((entry) => entry.status === 'held')) {
    await holdAll(database, entries, firstFileId, former)
  } else if (!isUnchanged) {
    await closeReplaced(database, former, loadedAt)
    await database.run(`create or replace table ${table} as select ${columns} from ${arriving}`)
  }
  await database.run(`drop table ${arriving}`)
  for (const entry of entries) load.onFile?.(entry)
  return entries
}

interface SourceFile {
  readonly source: Source
  readonly file: DeliveredFile
}

function findFiles(
  load: Load,
  sources: readonly Source[],
  contract: string,
): { files: readonly SourceFile[]; isDefault: boolean } {
  const files = sources.flatMap((source) => {
    const folder = fileRead(source).folder ?? source.name
    return deliveries(join(load.workspace.inbox, folder), folder).map((file) => ({ source, file }))
  })
  if (files.length > 0) return { files, isDefault: false }
  const path = join(programRoot, `${defaultsFolder}${contract}.csv`)
  const own = sources.find((source) => source.name === contract)
  if (own === undefined || !existsSync(path)) return { files: [], isDefault: true }
  const file = { path, name: `${defaultsFolder}${contract}.csv` }
  return { files: [{ source: own, file }], isDefault: true }
}

/** Refused records of files that are no longer part of the table are nobody's work any more. */
async function closeReplaced(
  database: Database,
  former: readonly number[],
  loadedAt: string,
): Promise<void> {
  if (former.length === 0) return
  await database.run(`update ops.rejected_rows
    set status = 'replaced', closed_at = timestamp ${literal(loadedAt)}
    where status = 'open' and file_id in (${former.join(', ')})`)
}

/** Whether the table was made of just these files. */
async function holdsExactly(
  database: Database,
  contract: string,
  files: readonly SourceFile[],
): Promise<boolean> {
  const rows = await database.rows<{ sha256: string }>(
    `select sha256 from ops.files where contract = $1 and status = 'loaded'`,
    [contract],
  )
  const loaded = new Set(rows.map((row) => row.sha256))
  const hashes = files.map(({ file }) => inspectBinary(file.path).catch(() => undefined))
  const wanted = new Set((await Promise.all(hashes)).map((facts) => facts?.sha256 ?? 'unreadable'))
  return loaded.size === wanted.size && [...wanted].every((hash) => loaded.has(hash))
}

/** Marks the files that the table was made of as replaced; resolves to their numbers. */
async function retireFiles(database: Database, contract: string): Promise<readonly number[]> {
  const rows = await database.rows<{ file_id: number }>(
    `update ops.files set status = 'replaced' where contract = $1 and status = 'loaded'
    returning file_id`,
    [contract],
  )
  return rows.map((row) => row.file_id)
}

/**
 * A table is the work of all its files: when one is held, nothing of the others is taken, and the
 * former files stay the ones it was made of.
 */
async function holdAll(
  database: Database,
  entries: readonly FileEntry[],
  firstFileId: number,
  former: readonly number[],
): Promise<void> {
  const last = firstFileId + entries.length - 1
  const ofThisLoad = `file_id between ${firstFileId} and ${last}`
  await database.run(`delete from ops.rejected_rows where ${ofThisLoad}`)
  await database.run(`update ops.files set status = 'held',
      message = coalesce(message, 'held with another file of this table'),
      rows_read = 0, rows_accepted = 0, rows_duplicate = 0, rows_quarantined = 0
    where ${ofThisLoad}`)
  for (const id of former) {
    await database.run(`update ops.files set status = 'loaded' where file_id = ${id}`)
  }
  for (const entry of entries) {
    entry.status = 'held'
    entry.message ??= 'held with another file of this table'
    entry.rows_read = 0
    entry.rows_accepted = 0
    entry.rows_duplicate = 0
    entry.rows_quarantined = 0
  }
}
