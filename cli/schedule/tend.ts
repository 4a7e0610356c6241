import type { Clock } from '../../core/clock.ts'
import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Workspace } from '../../core/workspace.ts'
import { canPublish } from '../../reports/audience/audiences.ts'
import { findEdition } from '../../reports/edition.ts'
import { alarmOwner, noticeOfDelay } from '../../reports/mail/alarms.ts'
import { heldEditions } from '../../reports/mail/held.ts'
import { releaseOf } from '../../reports/release.ts'
import { readCalendar } from './calendar.ts'
import { type Run, sendOne } from './chain-steps.ts'
import { type DueSlot, lateSlots } from './due-slots.ts'
import { readDueTimes } from './due-times.ts'
import { runCsq } from './run-csq.ts'

export interface TendOptions {
  readonly workspace: Workspace
  readonly clock: Clock
  readonly log: Log
  readonly smtpUrl: string | undefined
  /** Runs a command; as `runCsq`, apart from tests. */
  readonly run?: Run
}

/** Sends what was held and is open now, and tells of what is late; a failure is logged, no more. */
export async function tend(options: TendOptions): Promise<void> {
  await guarded(options, 'held editions', () => sendHeld(options))
  await guarded(options, 'delays', () => tellDelays(options))
}

/** Tells of figures that broke a rule, after the chain that brought them; days that are made up are past. */
export async function tellAlerts(options: TendOptions, slot: DueSlot): Promise<void> {
  if (options.smtpUrl === undefined || !slot.isMailed) return
  await guarded(options, 'alerts', async () => {
    const { isGood } = await runner(options)(['alerts'], timeLimit(options))
    if (!isGood) throw new UserError('Not every alert was told.', { hint: 'run csq alerts.' })
  })
}

/** Tells the owner that a step failed for good, with its runbook. */
export async function tellFailure(
  options: TendOptions,
  slot: DueSlot,
  step: string,
  message: string,
): Promise<void> {
  const failure = { ...slot, step, message, runbook: runbookOf(step) }
  await guarded(options, 'alarm', async () => void (await alarmOwner(options, failure)))
}

/** Where it is written what to do when a step fails. */
export function runbookOf(step: string): string {
  return `docs/runbooks/step-${step}.md`
}

async function sendHeld(options: TendOptions): Promise<void> {
  const { workspace, clock, log } = options
  for (const id of heldEditions(workspace.home)) {
    const edition = findEdition(workspace.editions, id)
    if (!releaseOf(workspace, edition, clock.now()).isOpen) continue
    const open = await sendOne(id, runner(options), timeLimit(options))
    log.info('held edition sent', { edition: id, open: open.join('; ') })
  }
}

function runner({ workspace, run }: TendOptions): Run {
  return run ?? ((command, signal) => runCsq(workspace.home, command, signal))
}

function timeLimit({ workspace }: TendOptions): AbortSignal {
  return AbortSignal.timeout(workspace.config.schedule.timeouts.send * 60_000)
}

async function tellDelays(options: TendOptions): Promise<void> {
  const { workspace, clock } = options
  if (options.smtpUrl === undefined) return
  const times = readDueTimes(workspace, await readCalendar(workspace.warehouse))
  const { grace } = workspace.config.mail
  for (const slot of lateSlots(workspace, times, clock.now(), grace)) {
    // a day that is only made up is nobody's delay any more
    if (slot.isMailed) await noticeOfDelay({ ...options, isPublished: canPublish }, slot)
  }
}

async function guarded({ log }: TendOptions, what: string, work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    log.error('tending failed', { what, message: String(error) })
  }
}
