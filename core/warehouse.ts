import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Database, openDatabase } from './database.ts'
import { UserError } from './errors.ts'
import type { Workspace } from './workspace.ts'

/**
 * The one writer of a warehouse. It works on a copy; `publish` puts the copy in the place of the
 * file that readers open, `discard` throws it away. A kill before `publish` leaves the old file.
 */
export interface Writer extends Database {
  publish(): Promise<void>
  discard(): Promise<void>
}

const maximumMemory = '4GB'

/** Takes the writer's lock and opens the next version of the warehouse. */
export async function openWriter(workspace: Workspace): Promise<Writer> {
  const unlock = lock(`${workspace.warehouse}.lock`)
  const folder = join(workspace.home, '.next')
  const next = join(folder, basename(workspace.warehouse))
  const temporary = join(workspace.cache, 'spill')
  const clean = () => {
    rmSync(folder, { recursive: true, force: true })
    rmSync(temporary, { recursive: true, force: true })
  }
  try {
    clean()
    mkdirSync(folder, { recursive: true })
    mkdirSync(workspace.cache, { recursive: true, mode: 0o700 })
    if (existsSync(workspace.warehouse)) {
      copyFileSync(workspace.warehouse, next, constants.COPYFILE_FICLONE)
    }
    const database = await openDatabase(next, {
      memory_limit: maximumMemory,
      temp_directory: temporary,
    })
    let isOpen = true
    const close = () => {
      if (isOpen) database.close()
      isOpen = false
    }
    return {
      ...database,
      publish: async () => {
        await database.run('checkpoint')
        close()
        replace(next, workspace.warehouse)
        clean()
        unlock()
      },
      discard: async () => {
        close()
        clean()
        unlock()
      },
      close,
    }
  } catch (error) {
    clean()
    unlock()
    throw error
  }
}

/** Runs `work` on the next version of the warehouse and publishes it when the work succeeds. */
export async function writeWarehouse<T>(
  workspace: Workspace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const writer = await openWriter(workspace)
  try {
    const result = await work(writer)
    await writer.publish()
    return result
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** Runs `work` on a copy of the warehouse that is thrown away: nothing that it does stays. */
export async function tryOnWarehouse<T>(
  workspace: Workspace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const writer = await openWriter(workspace)
  try {
    return await work(writer)
  } finally {
    await writer.discard()
  }
}

/** Moves `next` over `target`, on disk before it is in sight, with no stale log beside it. */
function replace(next: string, target: string): void {
  sync(next)
  rmSync(`${target}.wal`, { force: true })
  renameSync(next, target)
  sync(dirname(target))
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Takes a lock file that holds this process's id; a lock whose process is gone is taken over. */
export function lock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, `${process.pid}\n`)
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(mine, path)
        return () => rmSync(path, { force: true })
      } catch (error) {
        if (!isExisting(error)) throw error
        takeOver(path)
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw new UserError(`The lock ${path} cannot be taken.`, { hint: 'try again in a moment.' })
}

/** Removes a lock whose owner no longer runs; a UserError when it does. */
function takeOver(path: string): void {
  let owner: number
  try {
    owner = Number.parseInt(readFileSync(path, 'utf8'), 10)
  } catch {
    return // released between the two calls
  }
  if (owner !== process.pid && isRunning(owner)) {
    throw new UserError(`Another process (${owner}) is writing this warehouse.`, {
      hint: `wait until it ends, or end it; the lock is ${path}.`,
    })
  }
  if (owner === process.pid) {
    throw new UserError('This process is already writing this warehouse.')
  }
  const stale = `${path}.stale.${process.pid}`
  renameSync(path, stale)
  rmSync(stale, { force: true })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrno(error) && error.code === 'EPERM'
  }
}

function isExisting(error: unknown): boolean {
  return isErrno(error) && error.code === 'EEXIST'
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}
