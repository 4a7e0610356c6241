import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCalendar } from '../../../cli/schedule/calendar.ts'
import { openSchedule, type Schedule } from '../../../cli/schedule/schedule.ts'
import { noLog } from '../../../core/log.ts'
import { readRuns } from '../../../core/runs.ts'
import { type Bank, makeBank } from '../../support/bank.ts'
import { type MovableClock, movableClock } from '../../support/clock.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

/** What a schedule did: `send 2026-09 at 2026-10-03T07:00`, in the time of Shanghai. */
type Did = string[]

function start(clock: MovableClock, did: Did, offset = '+08:00'): Schedule {
  const { workspace } = bank
  const minutes = Number(offset.slice(0, 3)) * 60
  const steps = ['publish', 'send'].map((name) => ({
    name,
    run: async (period: { readonly id: string }) => {
      const local = new Date(clock.now().getTime() + minutes * 60_000).toISOString().slice(0, 16)
      did.push(`${name} ${period.id} at ${local}`)
    },
  }))
  const calendar = openCalendar(workspace.warehouse)
  return openSchedule({ workspace, clock, log: noLog, steps, calendar, delays: [] })
}

/** Runs a schedule from one instant to another, looking every half hour from six in the morning of Shanghai, else every two hours. */
async function live(clock: MovableClock, until: string, did: Did, offset?: string): Promise<void> {
  const schedule = start(clock, did, offset)
  const step = () => ([22, 23].includes(clock.now().getUTCHours()) ? 0.5 : 2)
  for (; clock.now() <= new Date(until); clock.pass(step())) {
    schedule.check()
    await schedule.idle()
  }
  await schedule.stop()
}

const sent = (did: Did) => did.filter((each) => each.startsWith('send'))

describe('over the end of a quarter and a year', () => {
  it('every period runs once, when it is due', async () => {
    bank.configure('schedule: { day: null }')
    const did: Did = []
    await live(movableClock('2026-09-20T00:00:00+08:00'), '2027-01-31T00:00:00+08:00', did)
    expect(sent(did)).toEqual([
      'send 2026-09 at 2026-10-03T07:00',
      'send 2026-Q3 at 2026-10-08T07:30',
      'send 2026-10 at 2026-11-03T07:00',
      'send 2026-11 at 2026-12-03T07:00',
      'send 2026-12 at 2027-01-03T07:00',
      'send 2026-Q4 at 2027-01-08T07:30',
      'send 2026 at 2027-01-15T08:00',
    ])
  }, 30_000)

  it.each([
    ['Asia/Shanghai', '+08:00', 0],
    ['Europe/Berlin', '+01:00', 0],
    ['America/New_York', '-05:00', 0],
  ])(
    'every day of %s runs once, though its clocks change',
    async (zone, offset) => {
      bank.configure(
        `zone: ${zone}\nschedule: { day: "30 1 * * *", month: null, quarter: null, year: null }`,
      )
      const did: Did = []
      const clock = movableClock(`2026-10-20T00:00:00${offset}`)
      await live(clock, `2026-11-05T12:00:00${offset}`, did, offset)
      const days = Array.from({ length: 17 }, (_, index) =>
        new Date(Date.UTC(2026, 9, 19 + index)).toISOString().slice(0, 10),
      )
      expect(sent(did).map((each) => each.split(' ')[1])).toEqual(days)
    },
    30_000,
  )
})

describe('a workday of the calendar', () => {
  const holidays = (more = '') =>
    `day,is_workday\n${[1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2026-10-0${day},0\n`).join('')}2026-10-10,1\n${more}`
  const settings =
    'schedule: { day: null, month: { workday: 3, at: "07:00" }, quarter: { workday: 3, at: "08:00" }, year: null }'

  it('is moved by a week of holidays, and by a Saturday that is worked', async () => {
    bank.configure(settings)
    bank.put('calendar/calendar.csv', holidays())
    await bank.load('calendar')
    const did: Did = []
    await live(movableClock('2026-09-28T00:00:00+08:00'), '2026-11-06T00:00:00+08:00', did)
    // 9 October is a Friday, the 10th a worked Saturday, the 12th a Monday; 2 to 4 November Monday to Wednesday
    expect(sent(did)).toEqual([
      'send 2026-09 at 2026-10-12T07:00',
      'send 2026-Q3 at 2026-10-12T08:00',
      'send 2026-10 at 2026-11-04T07:00',
    ])
  }, 30_000)

  it('is counted from Monday to Friday where the calendar says nothing', async () => {
    bank.configure(settings)
    const did: Did = []
    await live(movableClock('2026-09-28T00:00:00+08:00'), '2026-10-08T00:00:00+08:00', did)
    expect(sent(did)).toEqual([
      'send 2026-09 at 2026-10-05T07:00',
      'send 2026-Q3 at 2026-10-05T08:00',
    ])
  })

  it('that moves after its chain ran runs nothing a second time', async () => {
    bank.configure(settings)
    const did: Did = []
    const clock = movableClock('2026-09-28T00:00:00+08:00')
    await live(clock, '2026-10-06T00:00:00+08:00', did)
    bank.put('calendar/calendar.csv', holidays())
    await bank.load('calendar')
    await live(clock, '2026-10-20T00:00:00+08:00', did)
    expect(sent(did)).toHaveLength(2)
  })
})

describe('after downtime', () => {
  /** Runs until the first instant, is down until the second, and says what was made up then. */
  async function outage(from: string, to: string): Promise<Did> {
    const clock = movableClock(from)
    await live(clock, from, [])
    clock.set(to)
    const did: Did = []
    await live(clock, to, did)
    return did.map((each) => each.split(' at ')[0] ?? '')
  }

  it('of ten days every month and quarter is sent, of the days the latest; six more are published', async () => {
    const did = await outage('2026-09-28T12:00:00+08:00', '2026-10-09T12:00:00+08:00')
    expect(did).toEqual([
      'publish 2026-10-02',
      'publish 2026-09',
      'send 2026-09',
      'publish 2026-10-03',
      'publish 2026-10-04',
      'publish 2026-10-05',
      'publish 2026-10-06',
      'publish 2026-10-07',
      'publish 2026-Q3',
      'send 2026-Q3',
      'publish 2026-10-08',
      'send 2026-10-08',
    ])
    const rows = readRuns(bank.workspace.home).filter((run) => run.step === 'send')
    expect(
      rows.filter((run) => run.message.startsWith('made up')).map((run) => run.period),
    ).toEqual(['2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'])
  })

  it('of half a year every month, quarter and year runs once, in order', async () => {
    bank.configure('schedule: { day: null }')
    const did = await outage('2026-07-09T00:00:00+08:00', '2027-01-20T12:00:00+08:00')
    const periods = '2026-07 2026-08 2026-09 2026-Q3 2026-10 2026-11 2026-12 2026-Q4 2026'.split(
      ' ',
    )
    expect(did).toEqual(periods.flatMap((each) => [`publish ${each}`, `send ${each}`]))
  })

  it('as much is made up as the settings say', async () => {
    bank.configure('schedule: { quarter: null, year: null, catch_up: { day: all, month: 2 } }')
    const did = await outage('2026-06-20T12:00:00+08:00', '2026-10-09T12:00:00+08:00')
    const months = did.filter((each) => /\d{4}-\d{2}$/.test(each) && /-0[5-9]$/.test(each))
    expect(months.filter((each) => each.split('-').length === 2)).toEqual([
      'publish 2026-08',
      'send 2026-08',
      'publish 2026-09',
      'send 2026-09',
    ])
    expect(did.filter((each) => /^publish \d{4}-\d{2}-\d{2}/.test(each))).toHaveLength(111)
    expect(did.filter((each) => /^send \d{4}-\d{2}-\d{2}/.test(each))).toEqual(['send 2026-10-08'])
  }, 30_000)

  it('what was made up is not made up again', async () => {
    await outage('2026-09-28T12:00:00+08:00', '2026-10-09T12:00:00+08:00')
    const did: Did = []
    await live(movableClock('2026-10-09T13:00:00+08:00'), '2026-10-09T20:00:00+08:00', did)
    expect(did).toEqual([])
  })
})
