import { type PeriodType, periodTypes } from '../../core/periods.ts'
import { type Run, readRuns, recordRun } from '../../core/runs.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { DueTimes, Slot } from './slot.ts'

/** The last step of every chain: a slot whose row says that it succeeded is done. */
export const lastStep = 'send'

/** The step of a row that says: due before the first start, left alone. */
const before = 'before first start'

/** How many slots of a type are looked at, however long nothing ran. */
const most = 400

/** A slot that has not been done. */
export interface DueSlot extends Slot {
  /** False for a day that is made up while a later one is due too. */
  readonly isMailed: boolean
}

/**
 * What is due at `now` and not done, earliest first: of each type as many of the last slots as the
 * settings say, none older than its first row in the ledger.
 */
export function dueSlots(
  workspace: Workspace,
  times: readonly DueTimes[],
  now: Date,
): readonly DueSlot[] {
  const runs = readRuns(workspace.home)
  const found = times.flatMap((each) => {
    const known = runs.filter((run) => run.slot === each.type)
    const [first] = known.map((run) => run.due).sort()
    if (first === undefined) return []
    const wanted = workspace.config.schedule.catch_up[each.type]
    const count = wanted === 'all' ? most : Math.min(wanted, most)
    return lastSlots(each, now, count, new Date(first))
      .filter((slot) => !isDone(known, slot, each.isOncePerPeriod))
      .map((slot) => ({ ...slot, isMailed: each.type !== 'day' || isLatest(each, slot, now) }))
  })
  return found.sort((a, b) => a.due.getTime() - b.due.getTime() || order(a.type) - order(b.type))
}

/** A type without any row starts now: what was due before is nobody's downtime, but for the last slot where that is asked. */
export function markFirstStart(
  workspace: Workspace,
  times: readonly DueTimes[],
  now: Date,
  isCatchingUp: boolean,
): void {
  const known = new Set(readRuns(workspace.home).map((run) => run.slot))
  for (const each of times) {
    const last = each.last(now)
    const slot = isCatchingUp && last !== undefined ? slotBefore(each, last) : last
    if (slot === undefined || known.has(each.type)) continue
    recordRun(workspace.home, {
      ...{ slot: slot.type, due: slot.due.toISOString(), period: slot.period.id },
      ...{ step: before, attempt: 0, started: now.toISOString(), finished: now.toISOString() },
      ...{ ok: true, message: '' },
    })
  }
}

/** Chains that are overdue by `minutes` and not done. */
export function lateSlots(
  workspace: Workspace,
  times: readonly DueTimes[],
  now: Date,
  minutes: number,
): readonly DueSlot[] {
  return dueSlots(workspace, times, new Date(now.getTime() - minutes * 60_000))
}

function lastSlots(times: DueTimes, now: Date, count: number, first: Date): readonly Slot[] {
  const slots: Slot[] = []
  let slot = times.last(now)
  while (slot !== undefined && slot.due >= first && slots.length < count) {
    slots.push(slot)
    slot = slot.due > first ? slotBefore(times, slot) : undefined
  }
  return slots
}

function slotBefore(times: DueTimes, slot: Slot): Slot | undefined {
  return times.last(new Date(slot.due.getTime() - 1))
}

function isLatest(times: DueTimes, slot: Slot, now: Date): boolean {
  return times.last(now)?.due.getTime() === slot.due.getTime()
}

function isDone(runs: readonly Run[], slot: Slot, isOncePerPeriod: boolean): boolean {
  const due = slot.due.toISOString()
  return runs.some(
    (run) =>
      run.ok &&
      (run.step === lastStep || run.step === before) &&
      (run.due === due || (isOncePerPeriod && run.period === slot.period.id)),
  )
}

function order(type: PeriodType): number {
  return periodTypes.indexOf(type)
}
