import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { openDatabase } from '../core/database.ts'
import { readWorkspace } from '../core/workspace.ts'
import { zoneOf } from '../core/zone.ts'
import { load } from '../ingest/load.ts'
import { build } from '../transforms/build.ts'
import { buildOrder } from '../transforms/graph.ts'
import { readModels } from '../transforms/model.ts'
import type { UnitTest } from '../transforms/unit-test.ts'
import type { TestBench } from '../transforms/unit-test-inputs.ts'

/**
 * A database in memory for unit tests: the landing tables as the contracts say, empty, and the
 * reference tables with their defaults. No workspace is touched.
 */
export async function openTestBench(): Promise<TestBench> {
  const home = mkdtempSync(join(tmpdir(), 'csq-unit-tests-'))
  const database = await openDatabase()
  try {
    await load(database, {
      workspace: readWorkspace(home),
      secret: Buffer.from('nothing is loaded'),
      clock: systemClock,
      programVersion: 'test',
    })
    await database.run(`set timezone = 'UTC'`)
    return { database, models: buildOrder(await readModels(database)) }
  } catch (error) {
    database.close()
    throw error
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Builds the models of some tests, and what they read, of the empty tables. */
export async function buildForTests(
  { database }: TestBench,
  tests: readonly UnitTest[],
): Promise<void> {
  await build(database, {
    zone: zoneOf('Asia/Shanghai'),
    asOf: systemClock.now(),
    complaintDays: 'natural',
    only: [...new Set(tests.map((test) => test.model))],
  })
}
