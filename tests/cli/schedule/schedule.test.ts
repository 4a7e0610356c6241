import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { statusCommand } from '../../../cli/commands/status.ts'
import { readDueTimes } from '../../../cli/schedule/due-times.ts'
import {
  openSchedule,
  type Schedule,
  type ScheduleOptions,
} from '../../../cli/schedule/schedule.ts'
import { startTimers } from '../../../cli/schedule/timers.ts'
import { type Clock, fixedClock, systemClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database.ts'
import { UserError } from '../../../core/errors.ts'
import { noLog, openLog } from '../../../core/log.ts'
import { type Period, type PeriodType, periodTypes } from '../../../core/periods.ts'
import { readRuns } from '../../../core/runs.ts'
import { lock } from '../../../core/warehouse.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { movableClock } from '../../support/clock.ts'

let home: string
const open: Schedule[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'csq-schedule-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
})

afterEach(async () => {
  for (const schedule of open.splice(0)) await schedule.stop()
  rmSync(home, { recursive: true, force: true })
})

describe('when a chain is due', () => {
  test.each([
    ['day', '2026-10-08T07:59:00+08:00', '2026-10-08T06:30', '2026-10-07', '2026-10-09T06:30'],
    ['day', '2026-10-08T06:29:59+08:00', '2026-10-07T06:30', '2026-10-06', '2026-10-08T06:30'],
    ['month', '2026-10-03T07:00:00+08:00', '2026-10-03T07:00', '2026-09', '2026-11-03T07:00'],
    ['quarter', '2026-10-08T07:29:00+08:00', '2026-07-08T07:30', '2026-Q2', '2026-10-08T07:30'],
    ['year', '2026-10-08T07:29:00+08:00', '2026-01-15T08:00', '2025', '2027-01-15T08:00'],
  ] as const)('%s at %s: last %s for %s, next %s', (type, now, last, period, next) => {
    const times = dueTimes(type)
    const found = times.last(new Date(now))
    expect(found?.due).toEqual(new Date(`${last}:00+08:00`))
    expect(found?.period.id).toBe(period)
    expect(times.next(new Date(now))?.due).toEqual(new Date(`${next}:00+08:00`))
  })

  test('a minute that daylight saving takes away is not due, one after it is', () => {
    configure('zone: Europe/Berlin\nschedule: { day: "30 2 * * *", month: "30 6 29 * *" }')
    const now = new Date('2026-03-29T05:00:00Z')
    expect(dueTimes('day').last(now)?.due).toEqual(new Date('2026-03-28T01:30:00Z'))
    expect(dueTimes('month').last(now)?.due).toEqual(new Date('2026-03-29T04:30:00Z'))
  })

  test('a time that cannot be read is said before anything runs', () => {
    configure('schedule: { day: "61 6 * * *", month: "every month", year: null }')
    expect(() => start(systemClock, [])).toThrow(/schedule.day: "61 6[\s\S]*schedule.month/)
  })
})

describe('what runs', () => {
  test('a first start leaves alone what was due before it, unless it is to catch up', async () => {
    const clock = fixedClock('2026-10-08T10:00:00+08:00')
    const did: string[] = []
    await checked(start(clock, did))
    expect(did).toEqual([])
    await closeAll()
    rmSync(join(home, 'runs.ndjson'))
    await checked(start(clock, did, { isCatchingUp: true }))
    expect(did.filter((each) => each.startsWith('send'))).toEqual([
      'send 2025',
      'send 2026-09',
      'send 2026-10-07',
      'send 2026-Q3',
    ])
  })

  test('a chain that is switched off never runs', async () => {
    configure('schedule: { day: null, quarter: null, year: null }')
    const did: string[] = []
    await checked(start(fixedClock('2027-01-20T12:00:00+08:00'), did, { isCatchingUp: true }))
    expect(did).toEqual(['load 2026-12', 'build 2026-12', 'publish 2026-12', 'send 2026-12'])
  })

  test('two chains never run at once, however often the timer fires', async () => {
    let atOnce = 0
    let most = 0
    const clock = movableClock('2026-10-08T10:00:00+08:00')
    const schedule = start(clock, [], {
      isCatchingUp: true,
      steps: [
        {
          name: 'send',
          run: async () => {
            atOnce++
            most = Math.max(most, atOnce)
            await new Promise((resolve) => setTimeout(resolve, 10))
            atOnce--
          },
        },
      ],
    })
    schedule.check()
    schedule.check()
    clock.set('2026-10-09T06:30:00+08:00')
    schedule.check()
    await schedule.idle()
    expect(most).toBe(1)
    expect(attemptsMade().map((run) => run.period)).toEqual([
      '2025',
      '2026-09',
      '2026-10-07',
      '2026-Q3',
      '2026-10-08',
    ])
  })

  test('a slot that comes due while another chain runs is run after it', async () => {
    const clock = movableClock('2026-10-08T06:00:00+08:00')
    const did: string[] = []
    await checked(start(clock, []))
    await closeAll()
    clock.set('2026-10-08T06:31:00+08:00')
    const schedule = start(clock, did, {
      steps: [
        {
          name: 'send',
          run: async (period) => {
            did.push(`send ${period.id}`)
            clock.set('2026-10-08T07:30:00+08:00')
          },
        },
      ],
    })
    await checked(schedule)
    expect(did).toEqual(['send 2026-10-07', 'send 2026-Q3'])
  })

  test('a second schedule in the same workspace is refused', () => {
    start(systemClock, [])
    expect(() => start(systemClock, [])).toThrow(/runs in this workspace already/)
  })

  test('the timers wake the schedule at the times of the settings, in the zone of the bank', async () => {
    vi.useFakeTimers({ now: new Date('2026-10-08T06:29:30+08:00') })
    try {
      const did: string[] = []
      const schedule = start(systemClock, did)
      const stop = startTimers(schedule, optionsFor(systemClock, did))
      await vi.advanceTimersByTimeAsync(29_000)
      expect(did).toEqual([])
      await vi.advanceTimersByTimeAsync(2_000)
      await schedule.idle()
      expect(did.at(-1)).toBe('send 2026-10-07')
      await vi.advanceTimersByTimeAsync(3_600_000)
      await schedule.idle()
      expect(did.filter((each) => each.startsWith('send'))).toEqual([
        'send 2026-10-07',
        'send 2026-Q3',
      ])
      await stop()
      await vi.advanceTimersByTimeAsync(86_400_000)
      expect(did).toHaveLength(8)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('when a step fails', () => {
  test('it is tried again, and each attempt is recorded', async () => {
    let attempts = 0
    const clock = fixedClock('2026-10-08T10:00:00+08:00')
    configure('schedule: { day: null, quarter: null, year: null }')
    const schedule = start(clock, [], {
      isCatchingUp: true,
      steps: [
        {
          name: 'publish',
          run: async () => {
            attempts++
            if (attempts < 3) throw new UserError(`attempt ${attempts} failed`)
          },
        },
        { name: 'send', run: async () => {} },
      ],
    })
    await checked(schedule)
    expect(attemptsMade().map((run) => [run.step, run.attempt, run.ok, run.message])).toEqual([
      ['publish', 1, false, 'attempt 1 failed'],
      ['publish', 2, false, 'attempt 2 failed'],
      ['publish', 3, true, ''],
      ['send', 1, true, ''],
    ])
  })

  test('after three retries its chain stops, later chains go on, and a new start tries again', async () => {
    const clock = fixedClock('2026-10-08T10:00:00+08:00')
    configure('schedule: { day: null, year: null }')
    const did: string[] = []
    const broken = (period: Period) => {
      did.push(`publish ${period.id}`)
      if (period.type === 'month') throw new Error('no data')
    }
    const steps = [
      { name: 'publish', run: async (period: Period) => broken(period) },
      { name: 'send', run: async (period: Period) => void did.push(`send ${period.id}`) },
    ]
    const schedule = start(clock, did, { isCatchingUp: true, steps })
    await checked(schedule)
    const expected = [
      ...Array.from({ length: 4 }, () => 'publish 2026-09'),
      'publish 2026-Q3',
      'send 2026-Q3',
    ]
    expect(did).toEqual(expected)
    await checked(schedule)
    expect(did).toEqual(expected)
    await closeAll()
    did.length = 0
    await checked(start(clock, did))
    expect(did).toEqual(['load 2026-09', 'build 2026-09', 'publish 2026-09', 'send 2026-09'])
  })

  test('stopping finishes the current step only; the chain runs again at the next start', async () => {
    const clock = fixedClock('2026-10-08T10:00:00+08:00')
    configure('schedule: { day: null, month: null, year: null }')
    const did: string[] = []
    let stopped: Promise<void> | undefined
    const schedule = start(clock, did, {
      isCatchingUp: true,
      steps: [
        {
          name: 'build',
          run: async () => {
            stopped = schedule.stop()
            await new Promise((resolve) => setTimeout(resolve, 20))
            did.push('build finished')
          },
        },
        { name: 'send', run: async () => void did.push('send') },
      ],
    })
    await checked(schedule)
    await stopped
    expect(did).toEqual(['build finished'])
    expect(attemptsMade().map((run) => [run.step, run.ok])).toEqual([['build', true]])
    lock(join(home, 'schedule.lock'))()
    did.length = 0
    await checked(start(clock, did, { isCatchingUp: true }))
    expect(did.at(-1)).toBe('send 2026-Q3')
  })

  test('stopping does not wait for the next attempt', async () => {
    const clock = fixedClock('2026-10-08T10:00:00+08:00')
    const schedule = start(clock, [], {
      isCatchingUp: true,
      delays: [3_600_000],
      steps: [{ name: 'load', run: () => Promise.reject(new UserError('locked')) }],
    })
    schedule.check()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await schedule.stop()
    expect(attemptsMade()).toHaveLength(1)
  })
})

test('a log line is one event name, then fields', () => {
  const log = openLog(join(home, 'logs'))
  log.info('chain started', { slot: 'day', period: '2026-10-07' })
  const line: unknown = JSON.parse(readFileSync(join(home, 'logs', 'csq.ndjson'), 'utf8'))
  expect(line).toMatchObject({
    level: 'info',
    event: 'chain started',
    slot: 'day',
    period: '2026-10-07',
  })
})

test('status says what was loaded, published and run, and what is due next', async () => {
  const clock = fixedClock('2026-10-08T10:00:00+08:00')
  const workspace = readWorkspace(home)
  const database = await openDatabase(workspace.warehouse)
  await database.run(
    `create schema ops; create table ops.loads as select 7 as load_id,
      timestamp '2026-10-07 22:30:00' as started_at, timestamp '2026-10-07 22:31:00' as finished_at,
      3 as files, 120::bigint as rows_accepted, 2::bigint as rows_quarantined, 1 as files_held`,
  )
  database.close()
  await checked(start(clock, [], { isCatchingUp: true }))
  const said: string[] = []
  const results: unknown[] = []
  await statusCommand({
    workspace,
    clock,
    environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
  })
  const text = said.join('\n')
  expect(text).toContain('2026-10-08 06:30')
  expect(text).toContain('csq publish --period')
  expect(text).toMatch(/year +2027-01-15 08:00 +2026/)
  expect(results[0]).toMatchObject({
    last_load: { load: 7, started: '2026-10-07T22:30:00Z', accepted: 120, held: 1 },
    editions: [],
    next: [
      { slot: 'day', due: '2026-10-08T22:30:00.000Z', period: '2026-10-08' },
      { slot: 'month', period: '2026-10' },
      { slot: 'quarter', period: '2026-Q4' },
      { slot: 'year', period: '2026' },
    ],
  })
})

function configure(settings: string): void {
  writeFileSync(join(home, 'csq.config.yaml'), `${settings}\n`)
}

function dueTimes(type: PeriodType) {
  const found = readDueTimes(readWorkspace(home)).find((each) => each.type === type)
  if (found === undefined) throw new Error(`${type} is not one of ${periodTypes.join(', ')}`)
  return found
}

function optionsFor(clock: Clock, did: string[]): ScheduleOptions & { workspace: Workspace } {
  return {
    workspace: readWorkspace(home),
    clock,
    log: noLog,
    delays: [0, 0, 0],
    steps: ['load', 'build', 'publish', 'send'].map((name) => ({
      name,
      run: async (period) => void did.push(`${name} ${period.id}`),
    })),
  }
}

function start(clock: Clock, did: string[], changes: Partial<ScheduleOptions> = {}): Schedule {
  const schedule = openSchedule({ ...optionsFor(clock, did), ...changes })
  open.push(schedule)
  return schedule
}

/** The ledger without the rows of a first start. */
function attemptsMade() {
  return readRuns(home).filter((run) => run.attempt > 0)
}

async function checked(schedule: Schedule): Promise<void> {
  schedule.check()
  await schedule.idle()
}

async function closeAll(): Promise<void> {
  for (const schedule of open.splice(0)) await schedule.stop()
}
