import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { type Zone, zoneOf } from '../core/zone.ts'
import { prepareConnection } from './build.ts'
import type { UnitTest } from './unit-test.ts'
import { compareRows, type Difference } from './unit-test-compare.ts'
import { fillTables, type TestBench } from './unit-test-inputs.ts'
import { typedRows } from './unit-test-rows.ts'

/** What came of a unit test. */
export interface UnitTestResult {
  readonly test: UnitTest
  readonly isPassed: boolean
  readonly differences: readonly Difference[]
  /** Why the test could not be run. */
  readonly mistake: UserError | undefined
}

/** Without `as_of` everything has happened. */
const endOfTime = '9999-12-01T00:00:00Z'

/** Runs one test in a transaction that is rolled back; the tables are as before. */
export async function runUnitTest(bench: TestBench, test: UnitTest): Promise<UnitTestResult> {
  const { database } = bench
  try {
    const zone = readZone(test)
    await prepareConnection(database, {
      zone,
      asOf: await readCutOff(database, test, zone),
      complaintDays: test.vars.complaint_days === 'working' ? 'working' : 'natural',
    })
    await database.run('begin')
    try {
      await fillTables(bench, test, zone)
      const differences = await compareRows(database, test, zone)
      return { test, isPassed: differences.length === 0, differences, mistake: undefined }
    } finally {
      await database.run('rollback')
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { test, isPassed: false, differences: [], mistake: error }
  }
}

function readZone({ vars, file, name }: UnitTest): Zone {
  try {
    return zoneOf(vars.zone ?? 'Asia/Shanghai')
  } catch (error) {
    throw new UserError(`${file}, ${name}: "${vars.zone}" is not a time zone.`, { cause: error })
  }
}

async function readCutOff(database: Database, test: UnitTest, zone: Zone): Promise<Date> {
  const { as_of: written } = test.vars
  if (written === undefined) return new Date(endOfTime)
  const read = await typedRows(
    database,
    { records: [{ as_of: written }] },
    {
      table: 'vars',
      columns: new Map([['as_of', 'TIMESTAMP']]),
      where: `${test.file}, ${test.name}: overrides`,
      zone,
    },
  )
  const { as_of: instant } = await database.row<{ as_of: string }>(read.sql ?? '')
  return new Date(`${instant}Z`)
}
