import { statSync } from 'node:fs'
import type { Clock } from '../core/clock.ts'
import type { Database, Row } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import type { Workspace } from '../core/workspace.ts'
import type { CompiledContract } from './compile-contract.ts'
import { checkBytes, checkTotals, readControl } from './control.ts'
import { fileRead, type Source } from './define-source.ts'
import type { DeliveredFile } from './deliveries.ts'
import type { InspectedFile, OpenedFile } from './delivery.ts'
import { recordDrift } from './drift.ts'
import { fileTrouble } from './file-trouble.ts'
import { fileStamp } from './inspect-file.ts'
import { type LandedFile, type LandedRows, landFile, tidyRows } from './land.ts'
import { type FileEntry, type FileLayout, unknownLayout } from './ledger.ts'
import type { ReferenceCodes } from './map-columns.ts'
import { openDelivery } from './open-delivery.ts'
import type { Oracle } from './oracle.ts'
import { inspect } from './read-file.ts'

export interface LoadOptions {
  readonly workspace: Workspace
  readonly secret: Buffer
  readonly clock: Clock
  readonly programVersion: string
  /** Variables of the environment, for connections. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Sources to load, by their names or those of their contracts; all when empty. */
  readonly only?: readonly string[]
  /** Reads every file anew instead of what is new; needed after the secret was changed. */
  readonly isFull?: boolean
  /** Leaves the inbox as it is. */
  readonly isDryRun?: boolean
  readonly onFile?: (entry: FileEntry) => void
}

/** A load that is running. */
export interface Load extends LoadOptions {
  readonly database: Database
  readonly loadId: number
  readonly loadedAt: string
  readonly scratch: string
}

/** What a file is loaded for. */
export interface Target {
  readonly source: Source
  readonly compiled: CompiledContract
  readonly oracle: Oracle
  readonly codes: ReferenceCodes
  /** The landing table. */
  readonly table: string
  readonly known: KnownFiles
}

/** Files that a contract has taken. */
export interface KnownFiles {
  /** SHA-256 → records read. */
  readonly rowsByHash: Map<string, number>
  /** Name → what the file of that name was when it was last looked at. */
  readonly byName: ReadonlyMap<string, { readonly stamp: string; readonly sha256: string }>
  /** SHA-256 → how the file is written, so that it need not be looked at again. */
  readonly layouts?: ReadonlyMap<string, Pick<FileEntry, 'encoding' | 'layout'>>
}

/** What became of a file, and what tells whether it is still the same one. */
export interface LoadedFile {
  readonly entry: FileEntry
  readonly stamp: string | null
}

type LoadedRow = FileLayout & {
  sha256: string
  rows_read: number
  encoding: string | null
} & Row

/** The files that a contract has taken, so that a second look at them is cheap. */
export async function readKnownFiles(database: Database, contract: string): Promise<KnownFiles> {
  const layout = Object.keys(unknownLayout).join(', ')
  const loaded = await database.rows<LoadedRow>(
    `select sha256, rows_read, encoding, ${layout}
    from ops.files where contract = $1 and status = 'loaded'`,
    [contract],
  )
  // a stamp tells only of files that were not touched just before they were looked at
  const looked = await database.rows<{ file: string; stamp: string; sha256: string }>(
    `select file, arg_max(stamp, file_id) as stamp, arg_max(sha256, file_id) as sha256
    from ops.files where contract = $1 and stamp is not null and sha256 is not null
      and split_part(stamp, ':', 2)::bigint < epoch_us(loaded_at) - 2000000
    group by file`,
    [contract],
  )
  return {
    rowsByHash: new Map(loaded.map((row) => [row.sha256, row.rows_read])),
    byName: new Map(looked.map((row) => [row.file, row])),
    layouts: new Map(
      loaded.map(({ sha256, rows_read: _, encoding, ...layout }) => [sha256, { encoding, layout }]),
    ),
  }
}

/** Lands one file; one already loaded counts as duplicate rows, one in trouble is held. */
export async function loadFile(
  load: Load,
  target: Target,
  delivered: DeliveredFile,
  fileId: number,
): Promise<LoadedFile> {
  const started = performance.now()
  const seconds = () => Math.round(performance.now() - started) / 1000
  let entry = newEntry(target.source, delivered)
  let stamp: string | null = null
  try {
    stamp = fileStamp(delivered.path)
    const known = target.known.byName.get(delivered.name)
    const unchanged = known?.stamp === stamp ? target.known.rowsByHash.get(known.sha256) : undefined
    if (known !== undefined && unchanged !== undefined) {
      const bytes = statSync(delivered.path).size
      return {
        entry: duplicate({ ...entry, bytes, sha256: known.sha256 }, unchanged, target.known),
        stamp,
      }
    }
    const file = await inspect(delivered.path, delivered.name, target.source)
    entry = { ...entry, ...factsOf(file) }
    const rows = target.known.rowsByHash.get(file.facts.sha256)
    if (rows !== undefined)
      return { entry: duplicate({ ...entry, seconds: seconds() }, rows, target.known), stamp }
    const landed = await landInTransaction(load, target, file, { fileId, stamp })
    target.known.rowsByHash.set(file.facts.sha256, landed.rows.rowsRead)
    const { rowsRead, rowsQuarantined, rowsRechecked } = landed.rows
    return {
      stamp,
      entry: {
        ...entry,
        layout: layoutOf(file, landed.opened, rowsRead),
        rows_read: rowsRead,
        rows_accepted: rowsRead - rowsQuarantined,
        rows_quarantined: rowsQuarantined,
        rows_rechecked: rowsRechecked,
        seconds: seconds(),
      },
    }
  } catch (error) {
    const message = fileTrouble(error, delivered.name, target.source)
    if (message === undefined) throw error
    return { entry: { ...entry, status: 'held', message, seconds: seconds() }, stamp }
  }
}

/** All of a file or nothing of it. */
async function landInTransaction(
  load: Load,
  target: Target,
  file: InspectedFile,
  { fileId, stamp }: { fileId: number; stamp: string },
): Promise<{ rows: LandedFile; opened: OpenedFile }> {
  const { database } = load
  const { source, compiled } = target
  const control = readControl(file.path, file.name)
  if (control === undefined && fileRead(source).control === 'required') {
    throw new UserError(`${file.name}: its control totals are not there yet.`, {
      hint: `put ${file.name}.control beside it; the file is held until then.`,
    })
  }
  checkBytes(control, file.facts, file.name)
  await database.run('begin transaction')
  let opened: OpenedFile | undefined
  try {
    const delivery = await openDelivery(load, target, file)
    opened = delivery.opened
    const rows = await landFile(database, delivery.tables, {
      ...target,
      ...load,
      file: file.name,
      fileId,
    })
    await checkTotals(database, control, delivery.tables, compiled, { ...rows, name: file.name })
    await checkLimits(load, source, rows, { name: file.name, fileId })
    const { name, contract } = source
    const where = { source: name, contract, file: file.name, fileId, loadId: load.loadId }
    await recordDrift(database, delivery.drift, where)
    if (fileStamp(file.path) !== stamp) {
      throw new UserError(`${file.name} changed while it was read.`, {
        hint: 'it is probably still being written: load again when it is whole; it is held until then.',
      })
    }
    await database.run('commit')
    await tidyRows(database, { table: target.table, fileId }, rows)
    return { rows, opened }
  } catch (error) {
    await database.run('rollback').catch(() => undefined) // a commit that failed has done it
    throw error
  } finally {
    opened?.dispose()
  }
}

/** A file with more refused rows than its source allows is held; nothing of it is taken. */
async function checkLimits(
  load: Load,
  { name: source, limits }: Source,
  { rowsRead, rowsQuarantined }: LandedRows,
  { name, fileId }: { name: string; fileId: number },
): Promise<void> {
  const percent = rowsRead === 0 ? 0 : (100 * rowsQuarantined) / rowsRead
  const isOver =
    rowsQuarantined > (limits.rows ?? Number.POSITIVE_INFINITY) || percent > (limits.percent ?? 100)
  if (!isOver) return
  const reasons = await load.database.rows<{ reason: string }>(
    `select reason || ' in ' || coalesce(nullif(column_name, ''), 'the whole record') || ': '
        || count(*) || ' (first: record ' || min(record) || ')' as reason
    from ops.rejected_rows where file_id = ${literal(fileId)}
    group by reason, column_name order by count(*) desc, 1 limit 3`,
  )
  throw new UserError(
    `${name}: ${rowsQuarantined} of ${rowsRead} records are refused (${percent.toFixed(1)} %), more than ${source} allows (${describeLimits(limits)}). ${reasons.map((each) => each.reason).join('; ')}.`,
    {
      hint: 'the export probably changed: ask the sending team, or adapt the source; nothing of the file was taken.',
    },
  )
}

function describeLimits({ rows, percent }: Source['limits']): string {
  const parts = [
    rows === undefined ? [] : [`${rows} rows`],
    percent === undefined ? [] : [`${percent} %`],
  ]
  return parts.flat().join(', ')
}

function newEntry(source: Source, delivered: DeliveredFile): FileEntry {
  return {
    source: source.name,
    contract: source.contract,
    file: delivered.name,
    sha256: null,
    bytes: 0,
    encoding: null,
    layout: unknownLayout,
    status: 'loaded',
    message: null,
    rows_read: 0,
    rows_accepted: 0,
    rows_duplicate: 0,
    rows_quarantined: 0,
    rows_rechecked: 0,
    seconds: 0,
  }
}

function duplicate(entry: FileEntry, rows: number, { layouts }: KnownFiles): FileEntry {
  const written = entry.sha256 === null ? undefined : layouts?.get(entry.sha256)
  return { ...entry, ...written, status: 'duplicate', rows_read: rows, rows_duplicate: rows }
}

function factsOf({ facts, format }: InspectedFile): Partial<FileEntry> {
  const { sha256, bytes } = facts
  const layout = { ...unknownLayout, format }
  if (!('encoding' in facts)) return { sha256, bytes, encoding: 'binary', layout }
  const { encoding, hasBom: has_bom, lineEnd: line_end } = facts
  const name = 'doubt' in encoding ? null : encoding.name
  return { sha256, bytes, encoding: name, layout: { ...layout, has_bom, line_end } }
}

function layoutOf(file: InspectedFile, opened: OpenedFile, rowsRead: number): FileLayout {
  const sheets = opened.tables.map((table) => table.sheet).filter((sheet) => sheet !== null)
  const isCsv = file.format === 'csv' && 'lines' in file.facts
  return {
    ...(factsOf(file).layout ?? unknownLayout),
    delimiter: opened.delimiter,
    quote: opened.quote,
    sheets: sheets.length === 0 ? null : sheets.join(', '),
    has_multiline_cells:
      isCsv && 'lines' in file.facts
        ? file.facts.lines - file.facts.blankLines - opened.linesBefore > rowsRead
        : null,
  }
}
