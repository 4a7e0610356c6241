import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordRuns } from '../../cli/record-runs.ts'
import { type Run, recordRun } from '../../core/runs.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

it('the ledger of the schedule is a table of the warehouse, each time as it stands', async () => {
  const { workspace } = bank
  const record = () => writeWarehouse(workspace, (database) => recordRuns(database, workspace.home))
  const run: Run = {
    ...{ slot: 'month', due: '2026-10-02T23:00:00.000Z', period: '2026-09', step: 'load' },
    ...{ attempt: 1, started: '2026-10-02T23:00:01.000Z', finished: '2026-10-02T23:04:00.500Z' },
    ...{ ok: false, message: `a file was held: 'b.csv'` },
  }
  await record()
  expect(await bank.rows('select * from ops.runs')).toEqual([])
  recordRun(workspace.home, run)
  recordRun(workspace.home, { ...run, attempt: 2, ok: true, message: '' })
  await record()
  await record()
  expect(
    await bank.rows(
      `select slot, period, step, attempt, ok, message, date_diff('millisecond', started, finished)::int as ms
      from ops.runs order by attempt`,
    ),
  ).toEqual([
    {
      ...{ slot: 'month', period: '2026-09', step: 'load', attempt: 1, ok: false },
      ...{ message: `a file was held: 'b.csv'`, ms: 239_500 },
    },
    {
      ...{ slot: 'month', period: '2026-09', step: 'load', attempt: 2, ok: true },
      ...{ message: '', ms: 239_500 },
    },
  ])
})
