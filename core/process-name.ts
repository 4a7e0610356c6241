import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A process as a lock names it: its number; when it began, so that a later process with the same
 * number is not taken for it; and its machine, whose processes cannot be seen from others.
 */
export function nameProcess(pid: number): string {
  return `${pid} ${readStatus(pid)?.began ?? '-'} ${machineName()}`
}

/** The host, its boot, and the container: whoever agrees in all three sees the same processes. */
export function machineName(): string {
  const read = (work: () => string) => {
    try {
      return work()
    } catch {
      return '-' // no /proc
    }
  }
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8))
  const space = read(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, ''))
  return `${hostname()}/${boot}/${space}`
}

/** The machine in few letters, for the names of files. */
export function machineTag(): string {
  return createHash('sha256').update(machineName()).digest('hex').slice(0, 8)
}

/** The number in the name of a process; undefined when the text names none. */
export function processNumber(name: string): number | undefined {
  const pid = Number.parseInt(name, 10)
  return pid > 0 ? pid : undefined
}

/** Whether the process of that name still runs; one that only waits to be buried does not. */
export function isRunning(name: string): boolean {
  const pid = processNumber(name)
  if (pid === undefined || !hasProcess(pid)) return false
  const [, began = '-'] = name.trim().split(' ')
  const now = readStatus(pid)
  if (now === undefined) return true
  return !now.isZombie && (began === '-' || began === now.began)
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
