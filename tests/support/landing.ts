import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase, type Row } from '../../core/database.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../core/workspace.ts'
import { recordArrivals } from '../../ingest/arrivals.ts'
import { closeCorrected } from '../../ingest/close-corrected.ts'
import { compileContract } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import type { Contract } from '../../ingest/define-contract.ts'
import { ownSource, type Source } from '../../ingest/define-source.ts'
import type { FileEntry } from '../../ingest/ledger.ts'
import { beginLoad, endLoad, readCodes } from '../../ingest/load.ts'
import { loadFacts } from '../../ingest/load-facts.ts'
import type { LoadOptions } from '../../ingest/load-file.ts'

/** A contract and an inbox beside a database in memory: a load without the rest of a bank. */
export interface Landing {
  readonly database: Database
  readonly workspace: Workspace
  readonly contract: Contract
  put(file: string, content: string | Buffer): void
  take(file: string): void
  /** Loads what is new as a source says, by default the contract's own. */
  load(source?: Partial<Source>, now?: string): Promise<readonly FileEntry[]>
  options(now?: string): LoadOptions
  source(source?: Partial<Source>): Source
  rows<T extends Row = Row>(sql: string): Promise<T[]>
  remove(): void
}

/** Makes a landing; `files` maps paths below the inbox to contents, `calendar` days to whether they are worked. */
export async function openLanding(
  name: string,
  files: Readonly<Record<string, string | Buffer>> = {},
  calendar: Readonly<Record<string, boolean>> = {},
): Promise<Landing> {
  const home = mkdtempSync(join(tmpdir(), 'csq-landing-'))
  initWorkspace(home, { home, secret: 'a secret for tests', smtpUrl: undefined })
  const workspace = readWorkspace(home)
  const contract = (await readContracts()).find((each) => each.name === name)
  if (contract === undefined) throw new Error(`there is no contract ${name}`)
  const compiled = compileContract(contract, { zone: workspace.zone })
  const database = await openDatabase()
  await database.run(`create schema reference;
    create table reference.channel_codes (source_code varchar, channel varchar);
    create table reference.departments (department_id varchar, name_zh varchar);
    create table reference.calendar (day date, is_workday boolean)`)
  for (const [day, isWorked] of Object.entries(calendar)) {
    await database.run(`insert into reference.calendar values ('${day}', ${isWorked})`)
  }
  const put = (file: string, content: string | Buffer) => {
    const path = join(workspace.inbox, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  for (const [file, content] of Object.entries(files)) put(file, content)
  const source = (other: Partial<Source> = {}): Source => ({ ...ownSource(contract), ...other })
  const options = (now = '2026-11-01T00:00:00Z'): LoadOptions => ({
    workspace,
    secret: Buffer.from('a secret for tests'),
    clock: fixedClock(now),
    programVersion: 'test',
  })
  return {
    database,
    workspace,
    contract,
    put,
    source,
    options,
    take: (file) => rmSync(join(workspace.inbox, file)),
    load: async (other, now) => {
      const own = source(other)
      const load = await beginLoad(database, options(now), [contract], [own])
      const entries = await loadFacts(load, compiled, [own], await readCodes(database))
      await closeCorrected(database, [contract], load)
      await recordArrivals(database, [contract], [own], load)
      await endLoad(load)
      return entries
    },
    rows: (sql) => database.rows(sql),
    remove: () => {
      database.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
