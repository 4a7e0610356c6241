import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Database, openDatabase } from './database.ts'
import { UserError } from './errors.ts'
import { explainFullDisk } from './full-disk.ts'
import { besideLock, holdLock, removeRemains, takeOver } from './lock-owner.ts'
import { nameProcess } from './process-name.ts'
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
    throw explainFullDisk(error, workspace.warehouse)
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
    throw explainFullDisk(error, workspace.warehouse)
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
  } catch (error) {
    throw explainFullDisk(error, workspace.warehouse)
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

/**
 * Takes a lock file that names this process; a lock whose process is gone is taken over, one of
 * another machine or container when it has been silent for minutes.
 */
export function lock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const mine = besideLock(path)
  const name = `${nameProcess(process.pid)}\n`
  writeFileSync(mine, name)
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(mine, path)
        removeRemains(path)
        return holdLock(path, name)
      } catch (error) {
        if (!isExisting(error)) throw error
        takeOver(path, mine)
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw new UserError(`The lock ${path} cannot be taken.`, { hint: 'try again in a moment.' })
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
