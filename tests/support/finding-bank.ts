import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase, type Row } from '../../core/database.ts'
import type { Workspace } from '../../core/workspace.ts'
import { load } from '../../ingest/load.ts'
import type { Finding } from '../../metrics/define-finding.ts'
import { type Example, type ExampleTable, exampleCsv } from '../../metrics/example.ts'
import { findFindings } from '../../metrics/findings.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'
import { build } from '../../transforms/build.ts'
import { makeBank } from './bank.ts'

/** A warehouse that was loaded and built without deliveries; further ones begin as its copies. */
export interface EmptyBank {
  /** Delivers records as files, loads and builds them, and reads `findings` of what comes out. */
  find(
    given: Example['given'],
    asOf: string,
    findings: readonly Finding[],
    queries: readonly string[],
  ): Promise<readonly (readonly Row[])[]>
  remove(): void
}

export async function makeEmptyBank(): Promise<EmptyBank> {
  const empty = makeBank()
  const database = await openDatabase(empty.workspace.warehouse)
  await load(database, loadOptions(empty.workspace))
  await buildModels(database, empty.workspace, '2026-01-01T00:00:00Z')
  await createIntervalFunctions(database)
  await database.run('checkpoint')
  database.close()
  return {
    find: (...asked) => findIn(empty.workspace, ...asked),
    remove: empty.remove,
  }
}

async function findIn(
  empty: Workspace,
  given: Example['given'],
  asOf: string,
  findings: readonly Finding[],
  queries: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const { workspace, remove } = makeBank()
  const tables = Object.keys(given) as ExampleTable[] // the keys of the type, no others
  for (const table of tables) {
    const path = join(workspace.inbox, table, 'example.csv')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, exampleCsv(table, given[table] ?? ''))
  }
  copyFileSync(empty.warehouse, workspace.warehouse)
  const database = await openDatabase(workspace.warehouse)
  try {
    const { files } = await load(database, { ...loadOptions(workspace), only: tables })
    const lost = files.filter((each) => each.status !== 'loaded' || each.rows_quarantined > 0)
    if (lost.length > 0) throw new Error(`records of ${lost.map((each) => each.file)} are broken`)
    await buildModels(database, workspace, asOf)
    await findFindings(database, findings)
    const answers: Row[][] = []
    for (const query of queries) answers.push(await database.rows(query))
    return answers
  } finally {
    database.close()
    remove()
  }
}

function loadOptions(workspace: Workspace) {
  const secret = Buffer.from('a secret for tests', 'utf8')
  return { workspace, secret, clock: fixedClock('2026-11-01T00:00:00Z'), programVersion: 'test' }
}

async function buildModels(database: Database, { zone }: Workspace, asOf: string): Promise<void> {
  await build(database, { zone, asOf: new Date(asOf), complaintDays: 'natural' })
}
