import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { startQuickLoad, until } from './process.ts'
import { contents, copyBank, filesOf, loadHere, removeBank } from './troubled-bank.ts'

/** A workspace in which a load has work to do, and what comes of it undisturbed. */
export interface CalmLoad {
  readonly before: string
  /** All tables after the load, and after one more load that finds nothing new. */
  readonly wanted: Readonly<Record<string, string>>
  readonly wantedAgain: Readonly<Record<string, string>>
  readonly files: readonly string[]
  /** How long it writes, in ms. */
  readonly writing: number
}

export const lockOf = (home: string) => join(home, 'warehouse.duckdb.lock')
export const warehouseOf = (home: string) => readFileSync(join(home, 'warehouse.duckdb'))

/** Loads a copy of a workspace in peace, twice. */
export async function loadInPeace(before: string): Promise<CalmLoad> {
  const home = copyBank(before)
  const started = startQuickLoad(home)
  await until(() => existsSync(lockOf(home)), started)
  const began = performance.now()
  expect(await started.ended).toMatchObject({ code: 0, complained: '' })
  const writing = performance.now() - began
  const wanted = await contents(home)
  const files = filesOf(home)
  await loadHere(home)
  const wantedAgain = await contents(home)
  removeBank(home)
  return { before, wanted, wantedAgain, files, writing }
}

/**
 * Kills loads at shares of their time. A workspace is killed five times before it may load in
 * peace; then all its tables and files must be what they are without any kill. Resolves to what
 * readers found after each kill.
 */
export async function killLoads(
  calm: CalmLoad,
  instants: readonly number[],
  seed: number,
): Promise<('old' | 'new')[]> {
  const found: ('old' | 'new')[] = []
  let home = copyBank(calm.before)
  let kills = 0
  for (const [index, instant] of instants.entries()) {
    const label = `killed at ${instant.toFixed(3)} of a load, seed ${seed}`
    const outcome = await killAt(home, instant, calm, label)
    found.push(outcome)
    kills++
    if (outcome === 'old' && kills < 5 && index < instants.length - 1) continue
    await loadHere(home)
    const now = await contents(home)
    expect(now, label).toEqual(outcome === 'old' ? calm.wanted : calm.wantedAgain)
    expect(filesOf(home), label).toEqual(calm.files)
    removeBank(home)
    home = copyBank(calm.before)
    kills = 0
  }
  removeBank(home)
  return found
}

async function killAt(
  home: string,
  instant: number,
  { wanted, writing }: CalmLoad,
  label: string,
): Promise<'old' | 'new'> {
  const old = warehouseOf(home)
  const inbox = filesOf(home, 'inbox')
  const started = startQuickLoad(home)
  await until(() => holdsLock(home, started.child.pid), started)
  await wait(instant * writing)
  started.child.kill('SIGKILL')
  const { signal, code, complained } = await started.ended
  expect(signal === 'SIGKILL' || code === 0, `${label}: ${complained}`).toBe(true)
  expect(filesOf(home, 'inbox'), label).toEqual(inbox)
  if (warehouseOf(home).equals(old)) return 'old'
  expect(await contents(home), label).toEqual(wanted)
  return 'new'
}

function holdsLock(home: string, pid: number | undefined): boolean {
  return existsSync(lockOf(home)) && readFileSync(lockOf(home), 'utf8').startsWith(`${pid} `)
}
