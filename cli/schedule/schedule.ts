import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import cron from 'node-cron'
import type { Clock } from '../../core/clock.ts'
import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { type Period, type PeriodType, periodTypes } from '../../core/periods.ts'
import { readRuns, recordRun } from '../../core/runs.ts'
import { lock } from '../../core/warehouse.ts'
import type { Workspace } from '../../core/workspace.ts'
import { readDueTimes, type Slot } from './due-times.ts'

/** One step of a chain; it throws when it fails. */
export interface Step {
  readonly name: string
  run(period: Period): Promise<void>
}

export interface ScheduleOptions {
  readonly workspace: Workspace
  readonly clock: Clock
  readonly log: Log
  readonly steps: readonly Step[]
  /** Milliseconds before each further attempt at a failed step. */
  readonly delays?: readonly number[]
  /** Runs, at a first start, also what was due before it. */
  readonly isCatchingUp?: boolean
}

export interface Schedule {
  /** Runs what is due at `now`, by default the clock's, and has not run; returns at once. */
  check(now?: Date): void
  /** Resolves when nothing is running or queued; rejects when the ledger cannot be written. */
  idle(): Promise<void>
  /** Lets the current step finish, starts nothing more, gives up the lock. */
  stop(): Promise<void>
}

/** Before the second, third and fourth attempt. */
const patience: readonly number[] = [60_000, 300_000, 900_000]

/** The step of a row that says: due before the first start, left alone. */
const before = 'before first start'

/**
 * Runs chains one at a time, in the order day, month, quarter, year. Whatever was missed, a type
 * runs once, for its latest due period; a chain that failed or was cut short runs again at the
 * next start. UserErrors: another schedule runs in this workspace, a time cannot be read.
 */
export function openSchedule(options: ScheduleOptions): Schedule {
  const { workspace, clock, log } = options
  const times = readDueTimes(workspace)
  const unlock = lockSchedule(workspace.home)
  const stopping = new AbortController()
  const tried = new Set<string>()
  const pending = new Map<PeriodType, Slot>()
  let running: Promise<void> | undefined
  const lastStep = options.steps.at(-1)?.name

  const collect = (now: Date) => {
    const runs = readRuns(workspace.home)
    for (const each of times) {
      const slot = each.last(now)
      if (slot === undefined || tried.has(slotName(slot))) continue
      const isDone = runs.some(
        (run) =>
          run.slot === slot.type &&
          run.due === slot.due.toISOString() &&
          run.ok &&
          (run.step === lastStep || run.step === before),
      )
      if (!isDone) pending.set(slot.type, slot)
    }
  }
  const work = async () => {
    while (!stopping.signal.aborted) {
      const next = periodTypes.map((type) => pending.get(type)).find((slot) => slot !== undefined)
      if (next === undefined) return
      pending.delete(next.type)
      tried.add(slotName(next))
      await runChain(options, next, stopping.signal)
      collect(clock.now())
    }
  }

  if (options.isCatchingUp !== true) markFirstStart(options, times)
  log.info('schedule started', { home: workspace.home, zone: workspace.zone.name })
  return {
    check: (now = clock.now()) => {
      if (stopping.signal.aborted) return
      collect(now)
      running ??= work().finally(() => {
        running = undefined
      })
    },
    idle: async () => {
      while (running !== undefined) await running
    },
    stop: async () => {
      stopping.abort()
      try {
        await running
      } finally {
        unlock()
        log.info('schedule stopped')
      }
    },
  }
}

/** Wakes a schedule at every time of the settings; returns what ends that. */
export function startTimers(schedule: Schedule, options: ScheduleOptions): () => Promise<void> {
  const { clock, log, workspace } = options
  cron.setLogger({
    info: (message) => log.info('timer', { message }),
    warn: (message) => log.warn('timer', { message }),
    error: (error) => log.error('timer', { message: String(error) }),
    debug: () => {},
  })
  const tasks = readDueTimes(workspace).map(({ expression }) => {
    // A timer may fire a moment before the minute that it stands for.
    const wake = ({ date }: { readonly date: Date }) =>
      schedule.check(new Date(Math.max(clock.now().getTime(), date.getTime())))
    const task = cron.schedule(expression, wake, { timezone: workspace.zone.name })
    task.on('execution:missed', wake)
    return task
  })
  return async () => {
    for (const task of tasks) await task.destroy()
  }
}

async function runChain(options: ScheduleOptions, slot: Slot, stop: AbortSignal): Promise<void> {
  const { log } = options
  const fields = { slot: slot.type, period: slot.period.id, due: slot.due.toISOString() }
  log.info('chain started', fields)
  for (const step of options.steps) {
    const isOk = await runStep(options, slot, step, stop)
    if (isOk) continue
    if (stop.aborted) log.warn('chain interrupted', { ...fields, step: step.name })
    else log.error('chain failed', { ...fields, step: step.name })
    return
  }
  log.info('chain finished', fields)
}

/** Tries a step until it succeeds or patience ends; false also when the schedule is stopping. */
async function runStep(
  options: ScheduleOptions,
  slot: Slot,
  step: Step,
  stop: AbortSignal,
): Promise<boolean> {
  const { clock, log, workspace } = options
  const delays = options.delays ?? patience
  for (let attempt = 1; attempt <= delays.length + 1 && !stop.aborted; attempt++) {
    const started = clock.now().toISOString()
    const error = await attemptAt(() => step.run(slot.period))
    const run = {
      slot: slot.type,
      due: slot.due.toISOString(),
      period: slot.period.id,
      step: step.name,
      attempt,
      started,
      finished: clock.now().toISOString(),
      ok: error === undefined,
      message: error?.message ?? '',
    }
    recordRun(workspace.home, run)
    if (error === undefined) {
      log.info('step finished', run)
      return true
    }
    log.error('step failed', error instanceof UserError ? run : { ...run, stack: error.stack })
    const delay = delays[attempt - 1]
    if (delay !== undefined) await sleep(delay, undefined, { signal: stop }).catch(() => {}) // stopped
  }
  return false
}

async function attemptAt(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** A type without any row starts now: what was due before is nobody's downtime. */
function markFirstStart(options: ScheduleOptions, times: ReturnType<typeof readDueTimes>): void {
  const { clock, workspace } = options
  const known = new Set(readRuns(workspace.home).map((run) => run.slot))
  const now = clock.now()
  for (const each of times) {
    const slot = each.last(now)
    if (slot === undefined || known.has(each.type)) continue
    recordRun(workspace.home, {
      slot: slot.type,
      due: slot.due.toISOString(),
      period: slot.period.id,
      step: before,
      attempt: 0,
      started: now.toISOString(),
      finished: now.toISOString(),
      ok: true,
      message: '',
    })
  }
}

function slotName(slot: Slot): string {
  return `${slot.type} ${slot.due.toISOString()}`
}

function lockSchedule(home: string): () => void {
  const path = join(home, 'schedule.lock')
  try {
    return lock(path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('A schedule runs in this workspace already.', {
      hint: `end that process first; the lock is ${path}.`,
      cause: error,
    })
  }
}
