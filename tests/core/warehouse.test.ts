import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openReader } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import { openWriter, writeWarehouse } from '../../core/warehouse.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
afterEach(() => bank?.remove())

describe('the warehouse file', () => {
  it('is replaced only when the work succeeds', async () => {
    bank = makeBank()
    await writeWarehouse(bank.workspace, (database) =>
      database.run('create table t as select 1 as x'),
    )
    await expect(
      writeWarehouse(bank.workspace, async (database) => {
        await database.run('insert into t values (2)')
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(await bank.rows('select x from t')).toEqual([{ x: 1 }])
    await writeWarehouse(bank.workspace, (database) => database.run('insert into t values (3)'))
    expect(await bank.rows('select x from t order by x')).toEqual([{ x: 1 }, { x: 3 }])
  })

  it('can be read while it is written, and a reader keeps what it opened', async () => {
    bank = makeBank()
    await writeWarehouse(bank.workspace, (database) =>
      database.run('create table t as select 1 as x'),
    )
    const reader = await openReader(bank.workspace.warehouse)
    const writer = await openWriter(bank.workspace)
    await writer.run('update t set x = 2')
    expect(await bank.rows('select x from t')).toEqual([{ x: 1 }])
    await writer.publish()
    expect(await reader.rows('select x from t')).toEqual([{ x: 1 }])
    expect(await bank.rows('select x from t')).toEqual([{ x: 2 }])
    reader.close()
  })

  it('has no log beside it that could be replayed into the next one', async () => {
    bank = makeBank()
    await writeWarehouse(bank.workspace, (database) =>
      database.run('create table t as select 1 as x'),
    )
    writeFileSync(`${bank.workspace.warehouse}.wal`, 'stale')
    await writeWarehouse(bank.workspace, (database) => database.run('insert into t values (2)'))
    expect(existsSync(`${bank.workspace.warehouse}.wal`)).toBe(false)
  })

  it('has one writer; the lock of a process that is gone is taken over', async () => {
    bank = makeBank()
    const writer = await openWriter(bank.workspace)
    await expect(openWriter(bank.workspace)).rejects.toThrow(/already writing/)
    await writer.discard()
    writeFileSync(`${bank.workspace.warehouse}.lock`, '999999999\n')
    await writeWarehouse(bank.workspace, (database) =>
      database.run('create table t as select 1 as x'),
    )
    writeFileSync(`${bank.workspace.warehouse}.lock`, `${process.ppid}\n`)
    await expect(openWriter(bank.workspace)).rejects.toThrow(/Another process/)
  })

  it('survives a kill in the middle of a load', async () => {
    bank = makeBank({
      'contacts/a.csv':
        'contact_id,channel,direction,started_at,requested_agent,outcome\nC1,phone,inbound,2026-09-01 08:00:00,1,answered\n',
    })
    await bank.load()
    const rows = Array.from(
      { length: 400_000 },
      (_, index) => `K${index},phone,inbound,2026-09-01 08:00:00,1,answered`,
    )
    bank.put(
      'contacts/b.csv',
      `contact_id,channel,direction,started_at,requested_agent,outcome\n${rows.join('\n')}\n`,
    )
    const before = readFileSync(bank.workspace.warehouse)
    const child = spawn(
      process.execPath,
      [join(programRoot, 'cli/csq.mjs'), 'load', '--home', bank.workspace.home],
      {
        stdio: 'ignore',
        env: { ...process.env, CSQ_SECRET: 'a secret for tests' },
      },
    )
    const next = join(bank.workspace.home, '.next')
    while (!existsSync(next)) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 300))
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    expect(readFileSync(bank.workspace.warehouse).equals(before)).toBe(true)
    await bank.load()
    expect(await bank.rows('select count(*) as n from landing.contacts')).toEqual([{ n: 400_001 }])
  })
})

describe('a reader', () => {
  it('cannot write, reach other files, or unlock itself', async () => {
    bank = makeBank()
    await writeWarehouse(bank.workspace, (database) =>
      database.run('create table t as select 1 as x'),
    )
    const reader = await openReader(bank.workspace.warehouse)
    for (const sql of [
      'insert into t values (2)',
      `select * from read_csv('/etc/passwd')`,
      `copy t to '${join(bank.workspace.home, 'out.csv')}'`,
      `attach '${join(bank.workspace.home, 'other.duckdb')}' as other`,
      'set enable_external_access = true',
      'install httpfs',
    ]) {
      await expect(reader.run(sql), sql).rejects.toThrow()
    }
    reader.close()
  })
})
