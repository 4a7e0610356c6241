import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname, uptime } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { UserError } from './errors.ts'
import { isRunning, machineName, machineTag, processNumber } from './process-name.ts'

/** The owner of a lock of another machine is gone when it gave no sign of life for so long. */
const silentMinutes = 3

const heartbeatMilliseconds = 15_000

/** Gives signs of life in a lock that was just taken; returns what ends that and gives it up. */
export function holdLock(path: string, name: string): () => void {
  // the open file stays ours, also where another machine took the lock over
  const handle = openSync(path, 'r+')
  const beat = setInterval(() => writeSync(handle, name, 0), heartbeatMilliseconds)
  beat.unref()
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    clearInterval(beat)
    const mine = fstatSync(handle).ino
    closeSync(handle)
    if (statSync(path, { throwIfNoEntry: false })?.ino === mine) rmSync(path, { force: true })
  }
}

/**
 * Removes a lock whose owner no longer runs; a UserError when it does. `probe` was written just
 * now into the same folder: its time is that of the disk, whatever the clocks of the machines say.
 */
export function takeOver(path: string, probe: string): void {
  refuseRunning(path, path, probe)
  const stale = besideLock(path, 'stale.')
  try {
    renameSync(path, stale)
  } catch {
    return // released or taken over between the two calls
  }
  try {
    refuseRunning(stale, path, probe)
  } catch (error) {
    linkSync(stale, path) // another process took it over first: it is given back
    throw error
  } finally {
    rmSync(stale, { force: true })
  }
}

/** A name beside a lock for what this process does with it, which no other process anywhere has. */
export function besideLock(path: string, what = ''): string {
  return `${path}.${what}${machineTag()}.${process.pid}`
}

/** Removes what processes left beside the lock that were killed while they took it. */
export function removeRemains(path: string): void {
  const name = basename(path)
  for (const file of readdirSync(dirname(path))) {
    if (!file.startsWith(`${name}.`)) continue
    const pid = processNumber(file.slice(file.lastIndexOf('.') + 1))
    if (pid === undefined) continue
    const found = join(dirname(path), file)
    const isOurs = file.includes(`${machineTag()}.`)
    const isLeft = isOurs
      ? pid !== process.pid && !isRunning(`${pid}`)
      : silentSeconds(found, path) > silentMinutes * 60
    if (isLeft) rmSync(found, { force: true })
  }
}

function refuseRunning(file: string, path: string, probe: string): void {
  const owner = readOwner(file)
  if (owner === undefined) return
  const [, , machine] = owner.trim().split(' ')
  if (machine !== undefined && machine !== machineName()) {
    const silence = silentSeconds(file, probe)
    if (silence > silentMinutes * 60 || isOfEarlierBoot(machine, silence)) return
    const [host] = machine.split('/')
    throw new UserError(
      `A process of another machine or container (${host}) holds the lock ${path}.`,
      {
        hint: `wait until it ends; it gave its last sign of life ${Math.round(silence)} s ago, and counts as gone after ${silentMinutes} minutes without one.`,
      },
    )
  }
  if (!isRunning(owner)) return
  const pid = processNumber(owner)
  if (pid === process.pid) throw new UserError('This process is already writing this warehouse.')
  throw new UserError(`Another process (${pid}) is writing this warehouse.`, {
    hint: `wait until it ends, or end it; the lock is ${path}.`,
  })
}

/** For how long the owner of a lock has given no sign of life. */
function silentSeconds(file: string, probe: string): number {
  const last = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return (statSync(probe).mtimeMs - last) / 1000
}

/** Whether the lock was left by this host before it started again. */
function isOfEarlierBoot(machine: string, silence: number): boolean {
  return machine.startsWith(`${hostname()}/`) && silence > uptime()
}

/** What a lock says, or undefined when it was released meanwhile. */
function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
