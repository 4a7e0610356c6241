import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statusCommand } from '../../../cli/commands/status.ts'
import { chainSteps } from '../../../cli/schedule/chain-steps.ts'
import { lateSlots } from '../../../cli/schedule/due-slots.ts'
import { readDueTimes } from '../../../cli/schedule/due-times.ts'
import { runbookOf, tellAlerts, tend } from '../../../cli/schedule/tend.ts'
import { programRoot } from '../../../core/definitions.ts'
import { noLog } from '../../../core/log.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { type Run, recordRun } from '../../../core/runs.ts'
import { findEdition } from '../../../reports/edition.ts'
import { recordHeld } from '../../../reports/mail/held.ts'
import { setRelease } from '../../../reports/release.ts'
import { type Bank, makeBank } from '../../support/bank.ts'
import { movableClock } from '../../support/clock.ts'
import { putEdition } from '../../support/edition.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
  bank.configure('schedule: { day: null, quarter: null, year: null }')
})
afterEach(() => bank.remove())

const run: Run = {
  ...{ slot: 'month', due: '2026-10-02T23:00:00.000Z', period: '2026-09', step: 'send' },
  ...{ attempt: 1, started: '2026-10-02T23:00:00.000Z', finished: '2026-10-02T23:06:00.000Z' },
  ...{ ok: true, message: '' },
}

it('every step of a chain has a runbook', () => {
  for (const { name } of chainSteps(bank.workspace))
    expect(existsSync(join(programRoot, runbookOf(name))), name).toBe(true)
})

it('an edition that was held is sent once it is open, and not before', async () => {
  const { workspace } = bank
  const clock = movableClock('2026-10-08T09:00:00+08:00')
  putEdition(workspace.editions, '2026-09/bank/r1')
  const edition = findEdition(workspace.editions, '2026-09/bank')
  setRelease(workspace.home, edition, new Date('2026-10-09T09:00:00+08:00'), clock.now())
  recordHeld(workspace.home, edition.id, true, clock.now())
  const commands: string[] = []
  const options = {
    ...{ workspace, clock, log: noLog, smtpUrl: undefined },
    run: async (command: readonly string[]) => {
      commands.push(command.join(' '))
      return { result: {}, isGood: true }
    },
  }
  await tend(options)
  expect(commands).toEqual([])
  clock.set('2026-10-09T09:00:00+08:00')
  await tend(options)
  expect(commands).toEqual(['send 2026-09/bank/r1'])
})

it('alerts are told after a chain, but not for a day that is made up', async () => {
  const { workspace } = bank
  const clock = movableClock('2026-10-08T09:00:00+08:00')
  const commands: string[] = []
  const options = {
    ...{ workspace, clock, log: noLog, smtpUrl: 'smtp://127.0.0.1' },
    run: async (command: readonly string[]) => {
      commands.push(command.join(' '))
      return { result: {}, isGood: true }
    },
  }
  const slot = { type: 'day', due: clock.now(), period: parsePeriod('2026-10-07') } as const
  await tellAlerts(options, { ...slot, isMailed: false })
  await tellAlerts({ ...options, smtpUrl: undefined }, { ...slot, isMailed: true })
  expect(commands).toEqual([])
  await tellAlerts(options, { ...slot, isMailed: true })
  expect(commands).toEqual(['alerts'])
})

describe('what is late', () => {
  const late = (now: string) =>
    lateSlots(bank.workspace, readDueTimes(bank.workspace), new Date(now), 120).map(
      (slot) => slot.period.id,
    )

  it('is due for longer than the grace and not done', () => {
    recordRun(bank.workspace.home, run)
    expect(late('2026-11-03T08:59:00+08:00')).toEqual([])
    expect(late('2026-11-03T09:00:00+08:00')).toEqual(['2026-10'])
    const next = { ...run, due: '2026-11-02T23:00:00.000Z', period: '2026-10' }
    recordRun(bank.workspace.home, { ...next, ok: false })
    expect(late('2026-11-03T09:00:00+08:00')).toEqual(['2026-10'])
    recordRun(bank.workspace.home, { ...next, attempt: 2 })
    expect(late('2026-11-03T09:00:00+08:00')).toEqual([])
  })

  it('is nothing where no schedule has ever run', () => {
    expect(late('2026-11-03T09:00:00+08:00')).toEqual([])
  })
})

it('the status says how long chains took, what failed for good with its runbook, and what is late', async () => {
  const { workspace } = bank
  recordRun(workspace.home, { ...run, step: 'before first start', attempt: 0, period: '2026-08' })
  const failed = { ...run, step: 'publish', ok: false, message: 'a hole\non a page' }
  recordRun(workspace.home, { ...run, step: 'load', finished: '2026-10-02T23:02:00.000Z' })
  recordRun(workspace.home, failed)
  const said: string[] = []
  const results: unknown[] = []
  await statusCommand({
    workspace,
    clock: movableClock('2026-11-03T10:00:00+08:00'),
    environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
  })
  expect(results[0]).toMatchObject({
    chains: [{ slot: 'month', period: '2026-09', seconds: 360, step: 'publish', ok: false }],
    failures: [{ period: '2026-09', step: 'publish', runbook: 'docs/runbooks/step-publish.md' }],
    late: [{ period: '2026-10' }],
  })
  expect(said.join('\n')).toMatch(
    /publish +docs\/runbooks\/step-publish.md +2026-10-03 07:06 +a hole$/m,
  )
})
