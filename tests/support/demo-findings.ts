import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database.ts'
import { load } from '../../ingest/load.ts'
import { findFindings, readFindings } from '../../metrics/findings.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { build } from '../../transforms/build.ts'
import { makeBank } from './bank.ts'

/** The invented bank's findings of complaints: its contacts and complaints loaded and built. */
export async function findInDemo(kinds: readonly string[]): Promise<{
  readonly database: Database
  readonly remove: () => void
}> {
  const { workspace, remove } = makeBank()
  await makeDemo({ inbox: workspace.inbox })
  const database = await openDatabase(workspace.warehouse)
  await load(database, {
    workspace,
    secret: Buffer.from('a secret for tests', 'utf8'),
    clock: fixedClock('2026-11-01T00:00:00Z'),
    programVersion: 'test',
    only: ['contacts', 'complaints'],
  })
  const { zone } = workspace
  await build(database, {
    zone,
    asOf: new Date('2026-10-01T00:00:00+08:00'),
    complaintDays: 'natural',
    only: ['marts.contacts', 'marts.complaints'],
  })
  await createIntervalFunctions(database)
  const findings = await readFindings()
  await findFindings(
    database,
    findings.filter(({ name }) => kinds.includes(name)),
  )
  return {
    database,
    remove: () => {
      database.close()
      remove()
    },
  }
}
