import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type FindingListOptions,
  findingDecide,
  findingList,
  findingShow,
} from '../../cli/commands/finding.ts'
import { loadCommand } from '../../cli/commands/load.ts'
import type { Context } from '../../cli/context.ts'
import { fixedClock } from '../../core/clock.ts'
import { openWriter } from '../../core/warehouse.ts'
import { wilson } from '../../metrics/statistics/proportion.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
let built: Buffer
let ids: readonly string[]
beforeAll(async () => {
  bank = makeBank({
    'complaints/a.csv': [
      'complaint_id,channel,source_body,received_at,limit_days,outcome,cause_code',
      ...[1, 2, 3, 4, 5, 6].flatMap((day) => [
        `P${day},phone,self,2026-09-0${day} 09:00,15,open,C07`,
        `Q${day},phone,self,2026-10-0${day} 09:00,15,open,C01`,
      ]),
      '',
    ].join('\n'),
  })
  await bank.load()
  await bank.build('2026-11-01T00:00:00Z')
  built = readFileSync(bank.workspace.warehouse)
  const rows = await bank.rows<{ finding_id: string }>(
    `select finding_id from findings."all" where kind = 'pareto' order by period_id, finding_id`,
  )
  ids = rows.map((row) => row.finding_id)
})
beforeEach(() => {
  writeFileSync(bank.workspace.warehouse, built)
  rmSync(join(bank.workspace.inbox, 'finding_decisions'), { recursive: true, force: true })
})
afterAll(() => bank.remove())

const id = (place: number) => ids[place] ?? 'missing'

async function run(
  command: (context: Context) => Promise<unknown>,
  { isJson = false, now = '2026-11-02T00:00:00Z' } = {},
) {
  const said: string[] = []
  const results: unknown[] = []
  await command({
    workspace: bank.workspace,
    clock: fixedClock(now),
    environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
  })
  return { text: said.join('\n'), result: results[0] }
}
const decide = (
  finding: string,
  decision: 'confirmed' | 'rejected',
  options: { by?: string; note?: string } = { by: '李工' },
  now?: string,
) => run((context) => findingDecide(context, finding, decision, options), now ? { now } : {})
const load = () => run((context) => loadCommand(context, []))
const status = (finding: string) =>
  bank.rows(`select status, decided_by, note from findings."all" where finding_id = '${finding}'`)

/** The rows that a list writes into a file. */
async function list(options: FindingListOptions) {
  const out = join(bank.workspace.home, 'list.json')
  await run((context) => findingList(context, { ...options, out }))
  return JSON.parse(readFileSync(out, 'utf8')) as { kind: string; period_id: string }[]
}

const verdicts = (rows: string) =>
  bank.put('finding_decisions/d02.csv', `结论编号,认定,认定人,认定时间,说明\n${rows}`)

describe('csq finding confirm and reject', () => {
  it('change the status of a finding, with who, when and why', async () => {
    expect((await decide(id(0), 'confirmed', { by: '李工', note: '与台账一致' })).text).toBe(
      `confirmed ${id(0)} (pareto), by 李工`,
    )
    expect(await status(id(0))).toEqual([
      { status: 'confirmed', decided_by: '李工', note: '与台账一致' },
    ])
    expect(await status(id(1))).toMatchObject([{ status: 'proposed', decided_by: null }])
  })

  it('keep the history: a second verdict is a further row and holds, also at the same instant', async () => {
    await decide(id(0), 'confirmed')
    await decide(id(0), 'rejected', { by: '王工', note: '口径有误' })
    expect(await status(id(0))).toMatchObject([{ status: 'rejected', decided_by: '王工' }])
    const { text, result } = await run((context) => findingShow(context, id(0)))
    expect(text).toMatch(/rejected +王工 +2026-11-02T00:00:00.001Z? .*\n.*confirmed +李工/)
    expect(result).toMatchObject({
      history: [{ decision: 'rejected' }, { decision: 'confirmed', decided_by: '李工' }],
    })
  })

  it('refuse an unknown id with the nearest one, a verdict without a name, and a second writer', async () => {
    const before = readFileSync(bank.workspace.warehouse)
    const wrong = `${id(0).slice(0, -1)}x`
    await expect(decide(wrong, 'confirmed')).rejects.toMatchObject({
      message: `There is no finding "${wrong}".`,
      hint: `Did you mean: ${id(0)}?`,
    })
    await expect(decide('zzz', 'confirmed')).rejects.toMatchObject({
      hint: 'csq finding list names them.',
    })
    await expect(decide(id(0), 'confirmed', {})).rejects.toThrow('only with a name')
    const writer = await openWriter(bank.workspace)
    await expect(decide(id(0), 'confirmed')).rejects.toThrow('already writing')
    await writer.discard()
    expect(readFileSync(bank.workspace.warehouse).equals(before)).toBe(true)
  })

  it('stand after a build and after a full load', async () => {
    await decide(id(0), 'confirmed')
    await bank.build('2026-11-02T00:00:00Z')
    await bank.loadWith({ isFull: true })
    await bank.build('2026-11-02T00:00:00Z')
    expect(await status(id(0))).toMatchObject([{ status: 'confirmed', decided_by: '李工' }])
  })
})

describe('csq finding list', () => {
  it('filters by period, kind and status', async () => {
    await decide(id(0), 'confirmed')
    const rows = await list({ period: '2026-09', kind: 'pareto' })
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => row.period_id === '2026-09' && row.kind === 'pareto')).toBe(true)
    expect(await list({ status: 'confirmed' })).toMatchObject([{ finding_id: id(0) }])
    expect((await list({})).length).toBeGreaterThan(rows.length)
  })

  it('says when there is nothing, and refuses a kind, status or period that does not exist', async () => {
    const ask = (options: FindingListOptions) => run((context) => findingList(context, options))
    expect((await ask({ status: 'rejected' })).text).toBe('nothing like this was found')
    await expect(ask({ kind: 'paretto' })).rejects.toMatchObject({ hint: 'Did you mean: pareto?' })
    await expect(ask({ status: 'confirm' })).rejects.toMatchObject({
      hint: 'Did you mean: confirmed?',
    })
    await expect(ask({ period: '2026-13' })).rejects.toThrow('is not a period')
    await expect(ask({ summary: true, status: 'rejected' })).rejects.toThrow('all periods')
  })

  it('sums up how often people confirm a kind, with the Wilson interval', async () => {
    const [first, second, third] = [id(0), id(1), id(2)]
    await decide(first, 'confirmed')
    await decide(second, 'rejected')
    await decide(third, 'rejected')
    await decide(second, 'confirmed', { by: '王工' })
    const { text, result } = await run((context) =>
      findingList(context, { summary: true, kind: 'pareto' }),
    )
    const interval = wilson(2, 3)
    expect(result).toEqual([
      {
        kind: 'pareto',
        confirmed: 2,
        rejected: 1,
        proposed: ids.length - 3,
        decided: 3,
        precision: expect.closeTo(2 / 3, 12),
        precision_low: expect.closeTo(interval?.low ?? -1, 12),
        precision_high: expect.closeTo(interval?.high ?? -1, 12),
      },
    ])
    expect(text).toMatch(/pareto .* 66\.7 % +20\.8 % to 93\.9 %/)
    const [uncommented] = await bank.rows(`select count(*) as n from duckdb_columns()
      where schema_name = 'findings' and table_name = 'precision' and comment is null`)
    expect(uncommented).toEqual({ n: 0 })
  })
})

describe('csq finding show', () => {
  it('tells sentence, numbers and method', async () => {
    const { text, result } = await run((context) => findingShow(context, id(0)))
    const [row] = await bank.rows<{ sentence_zh: string; n: number }>(
      `select sentence_zh, n from findings."all" where finding_id = '${id(0)}'`,
    )
    expect(text.split('\n')[0]).toBe(row?.sentence_zh)
    expect(text).toContain(`cases     ${row?.n}`)
    expect(text).toMatch(/method +\S+.* · /)
    expect(result).toMatchObject({ finding_id: id(0), status: 'proposed', history: [] })
  })
})

describe('verdicts from a file', () => {
  it('are taken by a load, once, and unknown ids are told with the nearest', async () => {
    const wrong = `${id(1).slice(0, -1)}x`
    verdicts(
      `${id(0)},属实,张主任,2026-10-08 10:00,已核实\n${wrong},rejected,张主任,2026-10-08 10:30,\n`,
    )
    const { text } = await load()
    expect(text).toContain('verdicts on findings: 1 taken')
    expect(text).toContain(
      `verdict of 张主任: the last build has no finding "${wrong}" (finding_decisions/d02.csv). Did you mean: ${id(1)}?`,
    )
    expect(await status(id(0))).toEqual([
      { status: 'confirmed', decided_by: '张主任', note: '已核实' },
    ])
    expect((await load()).text).not.toContain('taken')
    expect(await bank.rows('select decided_at from ops.finding_decisions')).toEqual([
      { decided_at: '2026-10-08T02:00:00' },
    ])
  })

  it('stand after a full load and when their file is gone', async () => {
    verdicts(`${id(0)},属实,张主任,2026-10-08 10:00,\n`)
    await load()
    await run((context) => loadCommand(context, [], { full: true }))
    await bank.build('2026-11-02T00:00:00Z')
    expect(await status(id(0))).toMatchObject([{ status: 'confirmed' }])
    expect(await bank.rows('select count(*) as n from ops.finding_decisions')).toEqual([{ n: 1 }])
  })

  it('give way to a later verdict of a person, whichever came in first', async () => {
    await decide(id(0), 'rejected', { by: '李工' }, '2026-11-02T00:00:00Z')
    verdicts(`${id(0)},属实,张主任,2026-10-08 10:00,\n`)
    await load()
    expect(await status(id(0))).toMatchObject([{ status: 'rejected', decided_by: '李工' }])
    expect(await bank.rows('select count(*) as n from ops.finding_decisions')).toEqual([{ n: 2 }])
  })

  it('are corrected by a later delivery of the same verdict', async () => {
    verdicts(`${id(0)},属实,张主任,2026-10-08 10:00,\n`)
    await load()
    verdicts(`${id(0)},不属实,张主任,2026-10-08 10:00,填错\n`)
    expect((await load()).text).toContain('verdicts on findings: 1 taken')
    expect(await status(id(0))).toEqual([
      { status: 'rejected', decided_by: '张主任', note: '填错' },
    ])
  })

  it('wait for the build that finds what they name', async () => {
    rmSync(bank.workspace.warehouse)
    verdicts(`${id(0)},属实,张主任,2026-10-08 10:00,\n`)
    expect((await load()).text).toContain(`no finding "${id(0)}"`)
    await bank.build('2026-11-01T00:00:00Z')
    expect(await status(id(0))).toMatchObject([{ status: 'proposed' }])
    expect((await load()).text).toContain('verdicts on findings: 1 taken')
    expect(await status(id(0))).toMatchObject([{ status: 'confirmed' }])
  })

  it('are refused when the word is none that people decide with', async () => {
    verdicts(`${id(0)},也许,张主任,2026-10-08 10:00,\n`)
    await load()
    expect(await bank.rows(`select reason from ops.rejected_rows where status = 'open'`)).toEqual([
      { reason: 'unknown_code' },
    ])
    expect(await status(id(0))).toMatchObject([{ status: 'proposed' }])
  })
})
