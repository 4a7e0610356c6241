import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editionsCommand } from '../../cli/commands/editions.ts'
import { sendCommand } from '../../cli/commands/send.ts'
import type { Context } from '../../cli/context.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'
import { putEdition } from '../support/edition.ts'

const both = (text: string) => ({ zh: text, en: text })

describe('csq send and csq editions', () => {
  let bank: Bank
  let context: Context
  let results: unknown[]
  const lines: string[] = []
  const other = mkdtempSync(join(tmpdir(), 'csq-other-'))

  beforeAll(async () => {
    bank = makeBank({
      'recipients/a.csv': table`
        email                 |name|audience      |period_types|locale
        president@bank.example|行长|bank          |quarter     |zh-CN
        head@bank.example     |主管|department/D02|quarter     |zh-CN`,
    })
    await bank.load()
    await bank.build('2026-10-08T00:00:00+08:00')
    for (const revision of [1, 2]) put(bank.workspace.editions, 'bank', revision)
    put(bank.workspace.editions, 'department/D02', 1)
    put(join(other, 'editions'), 'bank', 1)
    results = []
    context = {
      workspace: bank.workspace,
      environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
      clock: fixedClock('2026-10-08T01:00:00Z'),
      output: {
        isJson: false,
        say: (line) => lines.push(line),
        result: (value) => results.push(value),
        progress: () => {},
      },
      programVersion: 'test',
    }
  })
  afterAll(() => {
    bank.remove()
    rmSync(other, { recursive: true, force: true })
  })

  /** The edition that a name stands for, by the mails of a dry run. */
  const sent = async (name: string) => {
    results.length = 0
    await sendCommand(context, name, { dryRun: true })
    return (results[0] as { edition: string }).edition // as the command prints it
  }

  it('takes a period, a period and audience, or a folder of the workspace', async () => {
    const { editions } = bank.workspace
    expect(await sent('2026-Q3')).toBe('2026-Q3/bank/r2')
    expect(await sent('2026-Q3/department/D02')).toBe('2026-Q3/department/D02/r1')
    expect(await sent(join(editions, '2026-Q3/bank/r1'))).toBe('2026-Q3/bank/r1')
    expect(await sent(relative(process.cwd(), `${editions}/2026-Q3/bank/r1/`))).toBe(
      '2026-Q3/bank/r1',
    )
    expect(await sent(join(editions, '2026-Q3/bank'))).toBe('2026-Q3/bank/r2')
  })

  it('refuses a folder of another workspace, one that is not there, and half an edition', async () => {
    const elsewhere = join(other, 'editions/2026-Q3/bank/r1')
    await expect(sent(elsewhere)).rejects.toThrow('is not an edition of this workspace')
    await expect(sent('/nowhere/editions/2026-Q3/bank/r1')).rejects.toThrow('no folder /nowhere')
    const half = join(bank.workspace.editions, '2026-Q2/bank/r1')
    mkdirSync(half, { recursive: true })
    await expect(sent(half)).rejects.toThrow('has no manifest.json')
    await expect(sent('2026-Q2')).rejects.toThrow('There is no edition "2026-Q2"')
    writeFileSync(join(half, 'manifest.json'), '{}')
    await expect(sent(half)).rejects.toThrow('names no checks')
    rmSync(half, { recursive: true })
  })

  it('writes a dry run where it is told to, beside what is there, for its owner only', async () => {
    const out = join(other, 'mails')
    mkdirSync(out)
    writeFileSync(join(out, 'note.txt'), 'mine')
    await sendCommand(context, '2026-Q3', { dryRun: true, out })
    expect(readdirSync(out).sort()).toEqual(['note.txt', 'president@bank.example.eml'])
    expect(statSync(join(out, 'president@bank.example.eml')).mode & 0o777).toBe(0o600)
    await expect(sendCommand(context, '2026-Q3', { out })).rejects.toThrow('of a dry run')
  })

  it('answers a choice that does not exist with the nearest one', async () => {
    await expect(
      sendCommand(context, '2026-Q3', { dryRun: true, onDoubt: 'resent' }),
    ).rejects.toMatchObject({ hint: 'Did you mean: resend?' })
  })

  it('lists editions, newest revision first, with the time of the bank', () => {
    results.length = 0
    lines.length = 0
    editionsCommand(context)
    expect((results[0] as { edition: string }[]).map((each) => each.edition)).toEqual([
      '2026-Q3/bank/r2',
      '2026-Q3/bank/r1',
      '2026-Q3/department/D02/r1',
    ])
    expect(lines[0]).toContain('2026-10-08 09:00')
  })
})

function put(editions: string, audience: string, revision: number): void {
  putEdition(editions, `2026-Q3/${audience}/r${revision}`, {
    files: {
      'summary.json': JSON.stringify({
        period: { id: '2026-Q3', type: 'quarter', start: '2026-07-01', end: '2026-09-30' },
        audience,
        revision,
        title: both('2026年第三季度'),
        as_of: '2026-10-08T00:30:00Z',
        headline: both('10项指标中8项达标。'),
        indicators: [],
        reasons: [],
      }),
    },
  })
}
