import { join } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { lock } from '../../core/warehouse.ts'
import { type Calendar, weekdays } from './calendar.ts'
import { type DueSlot, dueSlots, markFirstStart } from './due-slots.ts'
import { readDueTimes } from './due-times.ts'
import { type ChainOptions, runChain } from './run-chain.ts'

export interface ScheduleOptions extends ChainOptions {
  /** Which days the bank works; asked again before each chain. */
  readonly calendar?: () => Promise<Calendar>
  /** Runs, at a first start, also what was due last before it. */
  readonly isCatchingUp?: boolean
  /** What there is to do besides chains; runs after them and never at the same time. */
  readonly tend?: () => Promise<void>
}

export interface Schedule {
  /** Runs what is due at `now`, by default the clock's, and has not run; returns at once. */
  check(now?: Date): void
  /** Resolves when nothing is running or queued; rejects when the ledger cannot be written. */
  idle(): Promise<void>
  /** Lets the current step finish, starts nothing more, gives up the lock. */
  stop(): Promise<void>
}

/**
 * Runs chains one at a time, what was due first before what was due later. After downtime each
 * missed period runs once, as far back as the settings say; a chain that failed or was cut short
 * runs again at the next start. UserErrors: another schedule runs in this workspace, a time cannot
 * be read.
 */
export function openSchedule(options: ScheduleOptions): Schedule {
  const { workspace, clock, log } = options
  readDueTimes(workspace)
  const unlock = lockSchedule(workspace.home)
  const opened = clock.now()
  const stopping = new AbortController()
  const tried = new Set<string>()
  let asked = opened
  let isAskedAgain = false
  let running: Promise<void> | undefined

  const nextSlot = async (): Promise<DueSlot | undefined> => {
    const times = readDueTimes(workspace, (await options.calendar?.()) ?? weekdays)
    markFirstStart(workspace, times, opened, options.isCatchingUp === true)
    const now = new Date(Math.max(clock.now().getTime(), asked.getTime()))
    return dueSlots(workspace, times, now).find((slot) => !tried.has(slotName(slot)))
  }
  const work = async () => {
    do {
      isAskedAgain = false
      for (let slot = await nextSlot(); slot !== undefined; slot = await nextSlot()) {
        if (stopping.signal.aborted) return
        tried.add(slotName(slot))
        await runChain(options, slot, stopping.signal)
      }
      if (!stopping.signal.aborted) await options.tend?.()
    } while (isAskedAgain && !stopping.signal.aborted)
  }

  log.info('schedule started', { home: workspace.home, zone: workspace.zone.name })
  return {
    check: (now = clock.now()) => {
      if (stopping.signal.aborted) return
      asked = now
      isAskedAgain = true
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

function slotName(slot: DueSlot): string {
  return `${slot.type} ${slot.due.toISOString()}`
}

function lockSchedule(home: string): () => void {
  const path = join(home, 'schedule.lock')
  try {
    return lock(path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('A schedule runs in this workspace already.', {
      hint: `end that process first; the lock is ${path}. ${error.message}`,
      cause: error,
    })
  }
}
