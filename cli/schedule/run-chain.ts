import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'
import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Period } from '../../core/periods.ts'
import { recordRun } from '../../core/runs.ts'
import type { Workspace } from '../../core/workspace.ts'
import { type DueSlot, lastStep } from './due-slots.ts'

/** One step of a chain; it throws when it fails, and ends when the signal says that its time is over. */
export interface Step {
  readonly name: string
  run(period: Period, signal: AbortSignal): Promise<void>
}

export interface ChainOptions {
  readonly workspace: Workspace
  readonly clock: Clock
  readonly log: Log
  readonly steps: readonly Step[]
  /** Milliseconds before each further attempt at a failed step. */
  readonly delays?: readonly number[]
  /** Is told of a step that failed for good. */
  readonly onFailure?: (slot: DueSlot, step: string, message: string) => Promise<void>
  /** Is told of a chain that came to its end. */
  readonly onFinished?: (slot: DueSlot) => Promise<void>
}

/** Before the second, third and fourth attempt. */
const patience: readonly number[] = [60_000, 300_000, 900_000]

/** Runs the steps of a slot in order, until one fails for good or `stop` is signalled. */
export async function runChain(
  options: ChainOptions,
  slot: DueSlot,
  stop: AbortSignal,
): Promise<void> {
  const { log } = options
  const fields = { slot: slot.type, period: slot.period.id, due: slot.due.toISOString() }
  log.info('chain started', fields)
  for (const step of options.steps) {
    const failure = await runStep(options, slot, step, stop)
    if (failure === undefined) continue
    if (stop.aborted) {
      log.warn('chain interrupted', { ...fields, step: step.name })
      return
    }
    log.error('chain failed', { ...fields, step: step.name })
    await options.onFailure?.(slot, step.name, failure)
    return
  }
  log.info('chain finished', fields)
  await options.onFinished?.(slot)
}

/** Tries a step until it succeeds or patience ends; the last message when it did not succeed. */
async function runStep(
  options: ChainOptions,
  slot: DueSlot,
  step: Step,
  stop: AbortSignal,
): Promise<string | undefined> {
  const { clock, log, workspace } = options
  const delays = options.delays ?? patience
  let message = 'stopped before it began'
  for (let attempt = 1; attempt <= delays.length + 1 && !stop.aborted; attempt++) {
    const started = clock.now().toISOString()
    const isLeftOut = step.name === lastStep && !slot.isMailed
    const error = isLeftOut ? undefined : await attemptAt(options, step, slot.period)
    const run = {
      ...{ slot: slot.type, due: slot.due.toISOString(), period: slot.period.id },
      ...{ step: step.name, attempt, started, finished: clock.now().toISOString() },
      ok: error === undefined,
      message: error?.message ?? (isLeftOut ? 'made up after downtime: published, not mailed' : ''),
    }
    recordRun(workspace.home, run)
    if (error === undefined) {
      log.info('step finished', run)
      return undefined
    }
    message = error.message
    log.error('step failed', error instanceof UserError ? run : { ...run, stack: error.stack })
    const delay = delays[attempt - 1]
    if (delay !== undefined) await sleep(delay, undefined, { signal: stop }).catch(() => {}) // stopped
  }
  return message
}

/** The error of an attempt, also where it takes longer than the settings allow. */
async function attemptAt(
  { workspace }: ChainOptions,
  step: Step,
  period: Period,
): Promise<Error | undefined> {
  const { timeouts } = workspace.config.schedule
  const minutes = Object.entries(timeouts).find(([name]) => name === step.name)?.[1]
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), (minutes ?? 24 * 60) * 60_000)
  try {
    await Promise.race([step.run(period, over.signal), rejectAt(over.signal, step.name, minutes)])
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    clearTimeout(timer)
  }
}

function rejectAt(signal: AbortSignal, step: string, minutes?: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(
        new UserError(`${step} did not end within ${minutes} minutes and was ended.`, {
          hint: `look at what it waits for, or raise schedule.timeouts.${step}.`,
        }),
      ),
    )
  })
}
