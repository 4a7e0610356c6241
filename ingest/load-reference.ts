import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { identifier } from '../core/sql.ts'
import type { CompiledContract } from './compile-contract.ts'
import { deliveries } from './deliveries.ts'
import { createLandingTable } from './land.ts'
import { type FileEntry, nextId, recordFile } from './ledger.ts'
import { type Load, loadFile, settleVersions } from './load-file.ts'
import { type InspectedFile, inspect } from './read-file.ts'

/** A reference table is replaced whole by its files, or by its default where there are none. */
export async function loadReference(load: Load, compiled: CompiledContract): Promise<FileEntry[]> {
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
  const former = isUnchanged ? [] : await retireFiles(database, name)
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
  if (isHeld) await holdAll(database, entries, firstFileId, former)
  else if (!isUnchanged) {
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
