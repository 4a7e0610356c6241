import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Row } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { recordArrivals } from './arrivals.ts'
import { closeCorrected } from './close-corrected.ts'
import { compileContract } from './compile-contract.ts'
import { readContracts } from './contracts.ts'
import type { Contract } from './define-contract.ts'
import type { DriftPolicy, Source } from './define-source.ts'
import { fileTrouble } from './file-trouble.ts'
import { createLandingTable, landFile, tidyRows } from './land.ts'
import { beginLoad, endLoad, readCodes } from './load.ts'
import type { Load, LoadOptions, Target } from './load-file.ts'
import { openDelivery } from './open-delivery.ts'
import { openOracle } from './oracle.ts'
import { type Selection, selectedRecords } from './quarantine.ts'
import { inspect } from './read-file.ts'
import { type MovedRecords, moveRecords } from './replay-records.ts'
import { readSources } from './sources.ts'

/** What became of the refused records of one file when it was read again. */
export interface ReplayedFile extends MovedRecords {
  readonly file: string
  /** Why the file could not be read again; null when it was. */
  readonly message: string | null
}

interface RefusedFile extends Row {
  readonly file_id: number
  readonly file: string
  readonly sha256: string
  readonly contract: string
  readonly source: string
  readonly rows_read: number
}

/** What sources and contracts are now. */
export interface Definitions {
  readonly contracts: readonly Contract[]
  readonly sources: readonly Source[]
}

/**
 * Reads the files of refused records again, as sources and contracts are now, and moves the
 * records that are good now to where they would be had they been good at once.
 */
export async function replay(
  database: Database,
  options: LoadOptions,
  selection: Selection,
): Promise<readonly ReplayedFile[]> {
  const contracts = await readContracts()
  const sources = await readSources(contracts, options.workspace.config.sources)
  return replayWith(database, options, selection, { contracts, sources })
}

/** The same with definitions that the caller has read. */
export async function replayWith(
  database: Database,
  options: LoadOptions,
  selection: Selection,
  definitions: Definitions,
): Promise<readonly ReplayedFile[]> {
  const { contracts, sources } = definitions
  const load = await beginLoad(database, { ...options, isFull: false }, contracts, sources)
  const results: ReplayedFile[] = []
  try {
    for (const file of await refusedFiles(database, selection)) {
      const target = await targetOf(load, definitions, file)
      results.push(
        target === undefined
          ? notRead(file, `${file.file}: there is no source ${file.source} any more.`)
          : await replayFile(load, target, file, selection),
      )
    }
  } finally {
    rmSync(load.scratch, { recursive: true, force: true })
  }
  await closeCorrected(database, contracts, load)
  await recordArrivals(database, contracts, sources, load)
  await endLoad(load)
  return results
}

/** Reference tables first: what they gain may make facts good. */
function refusedFiles(database: Database, selection: Selection): Promise<readonly RefusedFile[]> {
  return database.rows<RefusedFile>(
    `select distinct file_id, file, sha256, contract, source, rows_read, kind
    from (${selectedRecords(selection)}) join ops.files using (file_id)
      left join ops.contracts using (contract)
    order by kind = 'facts', file_id`,
  )
}

async function targetOf(
  load: Load,
  { contracts, sources }: Definitions,
  refused: RefusedFile,
): Promise<Target | undefined> {
  const contract = contracts.find((each) => each.name === refused.contract)
  const source = sources.find((each) => each.name === refused.source)
  if (contract === undefined || source === undefined) return undefined
  const compiled = compileContract(contract, { zone: load.workspace.zone })
  return {
    source: { ...source, drift: withoutHold(source.drift) },
    compiled,
    oracle: openOracle(load.database, compiled),
    codes: await readCodes(load.database),
    table: identifier('landing', '_replayed'),
    known: { rowsByHash: new Map(), byName: new Map() },
  }
}

/** A file that was taken is not held afterwards because later files have other columns. */
function withoutHold(policy: DriftPolicy): DriftPolicy {
  const ignored = Object.entries(policy).filter(([, decision]) => decision === 'hold')
  return { ...policy, ...Object.fromEntries(ignored.map(([change]) => [change, 'ignore'])) }
}

async function replayFile(
  load: Load,
  target: Target,
  refused: RefusedFile,
  selection: Selection,
): Promise<ReplayedFile> {
  const { database } = load
  const { file_id: fileId, file: name } = refused
  await database.run('begin transaction')
  try {
    const path = await findSameFile(load, target, refused)
    const file = await inspect(path, name, target.source)
    await createLandingTable(database, target.table, target.compiled)
    await database.run(`create temp table former as
      select * from ops.rejected_rows where file_id = ${fileId};
      create temp table selected as
        select record from (${selectedRecords(selection)}) where file_id = ${fileId};
      delete from ops.rejected_rows where file_id = ${fileId}`)
    const { opened, tables } = await openDelivery(load, target, file)
    try {
      const landing = { ...target, ...load, file: name, fileId }
      const landed = await landFile(database, tables, landing)
      requireSameRecords(refused, landed.rowsRead)
      await tidyRows(database, landing, landed)
    } finally {
      opened.dispose()
    }
    const moved = await moveRecords(load, target, fileId)
    await database.run(`drop table former; drop table selected; drop table ${target.table}`)
    await database.run('commit')
    return { file: name, ...moved, message: null }
  } catch (error) {
    await database.run('rollback')
    const message = fileTrouble(error, name, target.source)
    if (message === undefined) throw error
    return notRead(refused, message)
  }
}

/** Records are known by their numbers: a file that is cut into others cannot be settled. */
function requireSameRecords({ file, rows_read }: RefusedFile, rowsRead: number): void {
  if (rowsRead === rows_read) return
  throw new UserError(
    `${file} had ${rows_read} records when it was loaded and has ${rowsRead} now.`,
    {
      hint: 'its source now reads it in another way: csq load --full takes every file anew.',
    },
  )
}

/** The file as it was delivered, under its own name or under another one. */
async function findSameFile(load: Load, target: Target, refused: RefusedFile): Promise<string> {
  const names = await load.database.rows<{ file: string }>(
    `select distinct file from ops.files where sha256 = ${literal(refused.sha256)}`,
  )
  for (const name of new Set([refused.file, ...names.map((each) => each.file)])) {
    const path = join(load.workspace.inbox, name)
    const found = await inspect(path, name, target.source).catch(() => undefined)
    if (found?.facts.sha256 === refused.sha256) return path
  }
  throw new UserError(`${refused.file} no longer lies in the inbox as it was delivered.`, {
    hint: 'put it back to replay it; or load a corrected delivery, which closes what it corrects.',
  })
}

function notRead({ file }: RefusedFile, message: string): ReplayedFile {
  return { file, accepted: 0, superseded: 0, still_refused: 0, message }
}
