import { linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UserError } from './errors.ts'

/**
 * A process as a lock names it: its number and, where the system tells it, when it began, so that
 * a later process with the same number is not taken for it.
 */
export function nameProcess(pid: number): string {
  const began = readStatus(pid)?.began
  return began === undefined ? `${pid}` : `${pid} ${began}`
}

/** Removes a lock whose owner no longer runs; a UserError when it does. */
export function takeOver(path: string): void {
  refuseRunning(readOwner(path), path)
  const stale = `${path}.stale.${process.pid}`
  try {
    renameSync(path, stale)
  } catch {
    return // released or taken over between the two calls
  }
  try {
    refuseRunning(readOwner(stale), path)
  } catch (error) {
    linkSync(stale, path) // another process took it over first: it is given back
    throw error
  } finally {
    rmSync(stale, { force: true })
  }
}

/** Removes what processes left beside the lock that were killed while they took it. */
export function removeRemains(path: string): void {
  const name = basename(path)
  for (const file of readdirSync(dirname(path))) {
    if (!file.startsWith(`${name}.`)) continue
    const pid = processNumber(file.slice(file.lastIndexOf('.') + 1))
    if (pid === undefined || pid === process.pid || isRunning(`${pid}`)) continue
    rmSync(join(dirname(path), file), { force: true })
  }
}

function refuseRunning(owner: string | undefined, path: string): void {
  if (owner === undefined || !isRunning(owner)) return
  const pid = processNumber(owner)
  if (pid === process.pid) throw new UserError('This process is already writing this warehouse.')
  throw new UserError(`Another process (${pid}) is writing this warehouse.`, {
    hint: `wait until it ends, or end it; the lock is ${path}.`,
  })
}

/** What a lock says, or undefined when it was released meanwhile. */
function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The number in the name of a process; undefined when the text names none. */
function processNumber(name: string): number | undefined {
  const pid = Number.parseInt(name, 10)
  return pid > 0 ? pid : undefined
}

/** Whether the process of that name still runs; one that only waits to be buried does not. */
function isRunning(name: string): boolean {
  const pid = processNumber(name)
  if (pid === undefined || !hasProcess(pid)) return false
  const [, ...began] = name.trim().split(' ')
  const now = readStatus(pid)
  if (now === undefined) return true
  return !now.isZombie && (began.length === 0 || began.join(' ') === now.began)
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process began, in ticks since a boot that is named; undefined where there is no /proc. */
function readStatus(pid: number): { began: string; isZombie: boolean } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the name in brackets may hold blanks; the state follows it, the start is the 20th field after
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
    return { began: `${fields[19]}@${boot}`, isZombie: fields[0] === 'Z' }
  } catch {
    return undefined
  }
}
