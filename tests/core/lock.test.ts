import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nameProcess } from '../../core/process-name.ts'
import { lock } from '../../core/warehouse.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csq-lock-'))
  path = join(folder, 'schedule.lock')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

/** A lock whose owner gave its last sign of life so many seconds ago. */
function leave(owner: string, seconds: number): void {
  writeFileSync(path, `${owner}\n`)
  const then = Date.now() / 1000 - seconds
  utimesSync(path, then, then)
}

const [, began = '', machine = ''] = nameProcess(process.pid).split(' ')
const [host = '', boot = '', space = ''] = machine.split('/')

describe('a lock', () => {
  it('names its process, when it began, and its machine', () => {
    const release = lock(path)
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid} ${began} ${machine}\n`)
    expect(began).toMatch(/^\d+@[0-9a-f]{8}$/)
    expect(host).toBe(hostname())
    release()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['another host', `elsewhere/${boot}/${space}`],
    ['another container of this host', `${host}/${boot}/4026530000`],
    ['this host name on another machine', `${host}/00000000/${space}`],
  ])('of %s holds while it gives signs of life, whatever its number', (_what, owner) => {
    for (const pid of [999_999_999, process.pid, 1]) {
      leave(`${pid} 5@${boot} ${owner}`, 100)
      expect(() => lock(path)).toThrow(/another machine or container/)
      leave(`${pid} 5@${boot} ${owner}`, 200)
      lock(path)()
      expect(readdirSync(folder)).toEqual([])
    }
  })

  it('of this machine is judged by its process, not by its age', () => {
    leave(`${process.ppid} - ${machine}`, 86_400)
    expect(() => lock(path)).toThrow(/Another process/)
    leave(`${process.ppid} 1@${boot} ${machine}`, 0)
    lock(path)()
  })

  it('of this host before it started again is nobody’s', () => {
    leave(`4711 5@00000000 ${host}/00000000/${space}`, 40 * 365 * 86_400)
    lock(path)()
  })

  it('gives a sign of life every fifteen seconds until it is given up', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const release = lock(path)
    const old = new Date('2026-01-01')
    utimesSync(path, old, old)
    vi.advanceTimersByTime(14_000)
    expect(statSync(path).mtime).toEqual(old)
    vi.advanceTimersByTime(2_000)
    expect(statSync(path).mtimeMs).toBeGreaterThan(old.getTime())
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid} ${began} ${machine}\n`)
    release()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that another machine took over is neither written to nor removed', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const release = lock(path)
    rmSync(path)
    leave('7 5@00000000 elsewhere/00000000/1', 0)
    vi.advanceTimersByTime(60_000)
    expect(readFileSync(path, 'utf8')).toBe('7 5@00000000 elsewhere/00000000/1\n')
    release()
    expect(existsSync(path)).toBe(true)
  })
})

it('what killed processes left beside a lock is removed, what others are doing stays', () => {
  const other = join(folder, 'schedule.lock.00000000.7')
  const old = join(folder, 'schedule.lock.00000000.8')
  writeFileSync(other, '7\n')
  writeFileSync(old, '8\n')
  const then = Date.now() / 1000 - 300
  utimesSync(old, then, then)
  const release = lock(path)
  expect(readdirSync(folder).sort()).toEqual(['schedule.lock', 'schedule.lock.00000000.7'])
  release()
})
