import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own, of a few megabytes. */
export interface SmallDisk {
  readonly folder: string
  grow(): void
  remove(): void
}

/** Mounts a disk of so many bytes with a copy of a folder on it; only root can. */
export function smallDisk(bytes: number, content: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'csq-disk-'))
  mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder)
  cpSync(content, folder, { recursive: true, preserveTimestamps: true })
  return {
    folder,
    grow: () => mount('-o', 'remount,size=500m', folder),
    remove: () => {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** Whether this system lets the test mount a disk. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'csq-disk-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function mount(...parameters: string[]): void {
  execFileSync('mount', parameters, { stdio: 'ignore' })
}
