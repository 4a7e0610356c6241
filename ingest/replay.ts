import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Row } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { compileContract } from './compile-contract.ts'
import { readContracts } from './contracts.ts'
import { fileTrouble } from './file-trouble.ts'
import { createLandingTable, landFile } from './land.ts'
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
  const load = await beginLoad(database, options, contracts, sources)
  const files = await database.rows<RefusedFile>(
    `select distinct file_id, file, sha256, contract, source
    from (${selectedRecords(selection)}) join ops.files using (file_id) order by file_id`,
  )
  const codes = await readCodes(database)
  const results: ReplayedFile[] = []
  for (const file of files) {
    const contract = contracts.find((each) => each.name === file.contract)
    const source = sources.find((each) => each.name === file.source)
    if (contract === undefined || source === undefined) {
      results.push(notRead(file, `there is no source ${file.source} any more`))
      continue
    }
    const compiled = compileContract(contract, { zone: options.workspace.zone })
    const oracle = openOracle(database, compiled)
    const known = { rowsByHash: new Map(), byName: new Map() }
    const table = identifier('landing', '_replayed')
    const target: Target = { source, compiled, oracle, codes, table, known }
    results.push(await replayFile(load, target, file, selection))
  }
  rmSync(load.scratch, { recursive: true, force: true })
  await endLoad(load)
  return results
}

async function replayFile(
  load: Load,
  target: Target,
  refused: RefusedFile,
  selection: Selection,
): Promise<ReplayedFile> {
  const { database } = load
  await database.run('begin transaction')
  try {
    const path = await findSameFile(load, target, refused)
    const file = await inspect(path, refused.file, target.source)
    await createLandingTable(database, target.table, target.compiled)
    await database.run(`create temp table former as
      select * from ops.rejected_rows where file_id = ${refused.file_id};
      create temp table selected as
        select record from (${selectedRecords(selection)}) where file_id = ${refused.file_id};
      delete from ops.rejected_rows where file_id = ${refused.file_id}`)
    const delivery = await openDelivery(load, target, file)
    const fileId = refused.file_id
    await landFile(database, delivery.tables, { ...target, ...load, file: refused.file, fileId })
    delivery.opened.dispose()
    const moved = await moveRecords(load, target, fileId)
    await database.run(`drop table former; drop table selected; drop table ${target.table}`)
    await database.run('commit')
    return { file: refused.file, ...moved, message: null }
  } catch (error) {
    await database.run('rollback')
    const message = fileTrouble(error, refused.file, target.source)
    if (message === undefined) throw error
    return notRead(refused, message)
  }
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
