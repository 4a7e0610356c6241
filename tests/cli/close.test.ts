import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildCommand } from '../../cli/commands/build.ts'
import { closeCommand } from '../../cli/commands/close.ts'
import { restateCommand } from '../../cli/commands/restate.ts'
import type { Context } from '../../cli/context.ts'
import { fixedClock } from '../../core/clock.ts'
import { openWriter } from '../../core/warehouse.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

let bank: Bank
/** The warehouse with two contacts of September, and with a third that came after its closing. */
let built: Buffer
let late: Buffer
beforeAll(async () => {
  bank = makeBank({
    'contacts/a.csv': table`
      contact_id|channel|direction|started_at         |requested_agent|outcome
      C1        |phone  |inbound  |2026-09-01 10:00:00|1              |answered
      C2        |phone  |inbound  |2026-09-02 10:00:00|1              |abandoned`,
  })
  await bank.load()
  await bank.build('2026-11-01T00:00:00Z')
  built = warehouse()
  await close('2026-09')
  bank.put('contacts/late.csv', lateFile)
  await bank.loadWith({ clock: fixedClock('2026-11-03T00:00:00Z') })
  await bank.build('2026-11-03T00:00:00Z')
  late = warehouse()
})
beforeEach(() => restore(built))
afterAll(() => bank.remove())

const lateFile = table`
  contact_id|channel|direction|started_at         |requested_agent|outcome
  C3        |phone  |inbound  |2026-09-03 10:00:00|1              |answered`

/** Runs a command on 2 November 2026 and tells what it said. */
async function run(command: (context: Context) => Promise<void>) {
  const said: string[] = []
  const results: unknown[] = []
  await command({
    workspace: bank.workspace,
    clock: fixedClock('2026-11-02T00:00:00Z'),
    environment: { home: undefined, secret: undefined, smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
  })
  return { text: said.join('\n'), result: results[0] }
}
const close = (period?: string, options = { by: '李工' }) =>
  run((context) => closeCommand(context, period, options))
const restate = (options: Parameters<typeof restateCommand>[2]) =>
  run((context) => restateCommand(context, '2026-09', options))
const warehouse = () => readFileSync(bank.workspace.warehouse)

const restore = (file: Buffer) => writeFileSync(bank.workspace.warehouse, file)

describe('csq close', () => {
  it('closes a period with a name, and a second time says so and leaves the file as it is', async () => {
    expect((await close('2026-09')).text).toMatch(/^closed 2026-09: \d+ figures .* by 李工$/)
    const before = warehouse()
    expect((await close('2026-09')).text).toContain('closed already')
    expect(warehouse().equals(before)).toBe(true)
  })

  it('lists what is closed', async () => {
    expect((await run((context) => closeCommand(context, undefined, { list: true }))).text).toBe(
      'no period is closed',
    )
    await close('2026-09')
    const list = await run((context) => closeCommand(context, undefined, { list: true }))
    expect(list.text).toMatch(/2026-09 +1 .*2026-11-01T00:00:00Z +2026-11-02T00:00:00Z +李工/)
    expect(list.result).toMatchObject([{ period_id: '2026-09', revision: 1, closed_by: '李工' }])
  })

  it('refuses a closing without a name or a period, and a warehouse that is not there', async () => {
    await expect(run((context) => closeCommand(context, '2026-09', {}))).rejects.toThrow('a name')
    await expect(close()).rejects.toThrow('which period')
    rmSync(bank.workspace.warehouse)
    await expect(close('2026-09')).rejects.toThrow('no warehouse yet')
  })

  it('is refused while another process writes, and changes nothing', async () => {
    const before = warehouse()
    const writer = await openWriter(bank.workspace)
    await expect(close('2026-09')).rejects.toThrow('already writing')
    await writer.discard()
    expect(warehouse().equals(before)).toBe(true)
    expect(existsSync(`${bank.workspace.warehouse}.lock`)).toBe(false)
  })
})

describe('csq restate', () => {
  it('lists what changed with before, after and cause; a dry run changes nothing', async () => {
    restore(late)
    const before = warehouse()
    const { text } = await restate({ dryRun: true })
    expect(text).toMatch(
      /connect_rate +all +0\.5 +0\.66\d+ +1 → 2 +2 → 3 +small_n → small_n +late_data/,
    )
    expect(warehouse().equals(before)).toBe(true)
    const made = await restate({ by: '李工', reason: 'late_data', note: '总机补报' })
    expect(made.text).toContain('restated 2026-09: revision 2, reason late_data, by 李工')
    expect(made.result).toMatchObject({ is_new: true, restated: { revision: 2, note: '总机补报' } })
  })

  it('has nothing to say a second time, and leaves the file as it is', async () => {
    restore(late)
    await restate({ by: '李工', reason: 'late_data' })
    const before = warehouse()
    const { text } = await restate({ by: '李工', reason: 'late_data' })
    expect(text).toBe('2026-09 is as in revision 2; there is nothing to restate')
    expect(warehouse().equals(before)).toBe(true)
  })

  it('asks for a name and one of the three reasons', async () => {
    await close('2026-09')
    await expect(restate({ by: '李工' })).rejects.toThrow('only with a reason')
    await expect(restate({ reason: 'late_data' })).rejects.toThrow('only with a name')
    await expect(restate({ by: '李工', reason: 'late-data' })).rejects.toMatchObject({
      hint: 'Did you mean: late_data?',
    })
  })

  it('is refused while another process writes, and leaves the last revision', async () => {
    restore(late)
    const writer = await openWriter(bank.workspace)
    await expect(restate({ by: '李工', reason: 'late_data' })).rejects.toThrow('already writing')
    await writer.discard()
    expect(await bank.rows('select revision from ops.closings')).toEqual([{ revision: 1 }])
  })
})

describe('csq build', () => {
  it('warns of a closed period whose values no longer hold, of the build that changes them', async () => {
    const warning = 'warning: The values of closed periods are still those of the last closing.'
    const build = () =>
      run((context) => buildCommand(context, [], { asOf: '2026-11-03T00:00:00Z' }))
    await close('2026-09')
    expect((await build()).text).not.toContain(warning)
    await bank.loadWith({ clock: fixedClock('2026-11-03T00:00:00Z') })
    expect((await build()).text).toContain(warning)
  })
})
