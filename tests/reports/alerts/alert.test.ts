import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { alert } from '../../../reports/alerts/alert.ts'
import { bodies, header, type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'

const president = 'president@bank.example'
const head = 'head@bank.example'

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-alerts-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  workspace = readWorkspace(home)
  await putRecipients(workspace, [
    [president, '行长室', 'bank', 'month', 'zh-CN'],
    [head, 'Head', 'department/D02', 'month', 'en'],
  ])
  await run(`create schema indicators;
    create table indicators.definitions as from (values
      ('connect_rate', '电话接通率', 'Connect rate', 'rate', 'higher'),
      ('abandon_rate', '放弃率', 'Abandon rate', 'rate', 'lower'))
      t (indicator, title_zh, title_en, unit, better);
    create table indicators.shown (indicator varchar, period_type varchar, period_id varchar,
      period_start date, period_end date, grouped_by varchar, group_id varchar, value double,
      denominator double, target double, previous_value double, is_suppressed boolean);
    create table reference.departments as from (values
      ('D02', '信用卡中心', 'Card centre'), ('D03', '个人贷款部', 'Loans'))
      t (department_id, name_zh, name_en)`)
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

describe('a rule against the target', () => {
  beforeEach(() =>
    rules("('r', 'connect_rate', 'all', 'all', 'target', 0.02, 100, 1, true, 30, 'bank', 3)"),
  )

  test('breaks where the newest closed month is worse by more than the threshold', async () => {
    await figures("('2026-08', 'all', 'all', 0.80, 500)", "('2026-09', 'all', 'all', 0.9, 500)")
    expect(await broken('2026-10-05T01:00:00Z')).toEqual([]) // 0.92 - 0.90 is the threshold itself
    await figures("('2026-09', 'all', 'all', 0.899, 500)")
    expect(await broken('2026-10-05T01:00:00Z')).toEqual(['2026-09 all'])
    expect(await broken('2026-09-30T15:59:59Z')).toEqual(['2026-08 all']) // September is not over
  })

  test('knows nothing of a small sample or a suppressed figure', async () => {
    await figures("('2026-09', 'all', 'all', 0.5, 99)")
    expect(await broken()).toEqual([])
    await figures("('2026-09', 'all', 'all', 0.5, 500)")
    await run(`update indicators.shown set is_suppressed = true, value = null`)
    expect(await broken()).toEqual([])
  })

  test('is told once, again after its days, and when it holds again', async () => {
    await figures("('2026-09', 'all', 'all', 0.85, 1200)")
    expect(await tell('2026-10-05T01:00:00Z')).toEqual(['sent new'])
    expect(await tell('2026-10-06T01:00:00Z')).toEqual([])
    expect(await tell('2026-11-04T00:59:00Z')).toEqual([])
    expect(await tell('2026-11-04T01:00:00Z')).toEqual(['sent again'])
    expect(await tell('2026-12-04T01:00:00Z')).toEqual(['sent again'])
    await figures("('2026-10', 'all', 'all', 0.93, 1200)")
    expect(await tell('2026-12-05T01:00:00Z')).toEqual(['sent recovered'])
    expect(await tell('2026-12-06T01:00:00Z')).toEqual([])
    expect(text(0)).toBe(
      '▲ 电话接通率：85.0%，目标 ≥ 92.0%，样本 1,200，2026年9月\nhttp://127.0.0.1:4300\n',
    )
    expect(text(3)).toContain('● 已恢复 电话接通率：93.0%')
    expect(server.received).toHaveLength(4)
  })

  test('names who contributed, by how far each is below and how large', async () => {
    await figures(
      "('2026-09', 'all', 'all', 0.85, 1200)",
      "('2026-09', 'department', 'D02', 0.82, 600)", // 0.10 × 600 = 60
      "('2026-09', 'department', 'D03', 0.87, 400)", // 0.05 × 400 = 20
      "('2026-09', 'department', 'D04', 0.95, 200)",
    )
    await tell()
    expect(text(0)).toContain('主要来自：信用卡中心 75%、个人贷款部 25%\n')
  })

  test('a mail that fails is tried again; a dry run and a missing server tell nobody', async () => {
    await figures("('2026-09', 'all', 'all', 0.85, 1200)")
    expect(await tell('2026-10-05T01:00:00Z', { isDryRun: true })).toEqual(['none new'])
    expect(await tell('2026-10-05T01:00:00Z', { smtpUrl: undefined })).toEqual(['none new'])
    server.refused.add(president)
    expect(await tell()).toEqual(['failed new'])
    server.refused.clear()
    expect(await tell()).toEqual(['sent new'])
    expect(server.received).toHaveLength(1)
  })

  test('waits for the release of the edition with the same figures', async () => {
    await figures("('2026-09', 'all', 'all', 0.85, 1200)")
    writeFileSync(join(workspace.home, 'csq.config.yaml'), 'editions: { release: "+1d 09:00" }')
    workspace = readWorkspace(workspace.home)
    expect(await tell('2026-10-08T23:00:00Z')).toEqual([])
    putEdition(workspace, '2026-09', 'bank', 1) // published on the 8th
    expect(await tell('2026-10-09T00:59:00Z')).toEqual([])
    expect(await tell('2026-10-09T01:00:00Z')).toEqual(['sent new'])
  })
})

describe('other conditions', () => {
  test('several periods in a row must break, and a gap in them breaks nothing', async () => {
    await rules("('r', 'connect_rate', 'all', 'all', 'target', 0, 100, 2, true, null, 'bank', 3)")
    await figures("('2026-07', 'all', 'all', 0.8, 500)", "('2026-09', 'all', 'all', 0.8, 500)")
    expect(await broken()).toEqual([])
    await figures("('2026-08', 'all', 'all', 0.8, 500)")
    expect(await broken()).toEqual(['2026-09 all'])
  })

  test('a change counts in the bad direction of the indicator alone', async () => {
    await rules(
      "('r', 'abandon_rate', 'all', 'all', 'change', 0.03, 100, 1, true, null, 'bank', 3)",
    )
    const put = (value: number, before: number) =>
      run(`delete from indicators.shown; insert into indicators.shown values ('abandon_rate', 'month',
        '2026-09', '2026-09-01', '2026-09-30', 'all', 'all', ${value}, 500, null, ${before}, false)`)
    await put(0.05, 0.1)
    expect(await broken()).toEqual([])
    await put(0.13, 0.1) // exactly the threshold
    expect(await broken()).toEqual([])
    await put(0.131, 0.1)
    expect(await broken()).toEqual(['2026-09 all'])
  })

  test('limits break outside of them on the bad side; without limits nothing is known', async () => {
    await rules(
      "('r', 'connect_rate', 'all', 'all', 'limits', null, 100, 1, true, null, 'bank', 3)",
    )
    await figures("('2026-09', 'all', 'all', 0.8, 500)")
    expect(await broken()).toEqual([])
    const limits = (low: number, high: number) =>
      run(`create or replace table indicators.control_limits as select 'connect_rate' as indicator,
        '2026-09' as period_id, 'all' as grouped_by, 'all' as group_id, ${low} as low, ${high} as high`)
    await limits(0.81, 0.95)
    expect(await broken()).toEqual(['2026-09 all'])
    await limits(0.6, 0.7) // above: better than usual
    expect(await broken()).toEqual([])
  })
})

describe('whom it is told', () => {
  beforeEach(() =>
    figures(
      ...['D02', 'D03', 'D04', 'D05', 'D06', 'D07', 'D08'].map(
        (id) => `('2026-09', 'department', '${id}', 0.8, 500)`,
      ),
    ),
  )
  const rule = (id: string, audience: string, cap: number) =>
    `('${id}', 'connect_rate', 'department', '*', 'target', 0, 100, 1, true, 30, '${audience}', ${cap})`

  test('a rule tells as many groups as its cap; the rest share a line', async () => {
    await rules(rule('r', 'bank', 2))
    await tell()
    expect(text(0).match(/▲/g)).toHaveLength(2)
    expect(text(0)).toContain('其余 5 项：电话接通率 · D04、')
    expect(header(server.received[0]?.source, 'Subject')).toBe(
      '指标提醒 7 项：电话接通率 · 信用卡中心等',
    )
    expect(await tell('2026-10-06T01:00:00Z')).toEqual([])
  })

  test('a day has room for five in full, over all rules and runs', async () => {
    await rules(rule('a', 'bank', 4))
    await tell('2026-10-05T01:00:00Z')
    await rules(rule('a', 'bank', 4), rule('b', 'bank', 4))
    await tell('2026-10-05T02:00:00Z')
    expect(text(0).match(/▲/g)).toHaveLength(4)
    expect(text(1).match(/▲/g)).toHaveLength(1)
    await rules(rule('a', 'bank', 4), rule('b', 'bank', 4), rule('c', 'bank', 4))
    await tell('2026-10-05T16:00:00Z') // the next day of the bank
    expect(text(2).match(/▲/g)).toHaveLength(4)
  })

  test('the head of a department hears of the own department and of no other', async () => {
    await rules(rule('r', 'department/*', 9), rule('s', 'department/D03', 9))
    expect(await tell()).toEqual(['sent new'])
    expect(server.received.map((each) => each.to)).toEqual([head])
    expect(text(0)).toBe(
      '▲ Connect rate · Card centre: 80.0%, target ≥ 92.0%, n = 500, September 2026\nhttp://127.0.0.1:4300\n',
    )
  })
})

async function run(sql: string): Promise<void> {
  const database = await openDatabase(workspace.warehouse)
  await database.run(sql)
  database.close()
}

/** Replaces the rules: id, indicator, group, condition, threshold, minimum, periods and so on. */
function rules(...rows: readonly string[]): Promise<void> {
  return run(`create or replace table reference.alert_rules as
    select rule_id, indicator, 'month' as period_type, grouped_by, group_id, condition,
      threshold::double as threshold, minimum_n, periods, tells_recovery, renotify_days, audience, cap
    from (values ${rows.join(', ')}) t (rule_id, indicator, grouped_by, group_id, condition,
      threshold, minimum_n, periods, tells_recovery, renotify_days, audience, cap)`)
}

/** Puts the connect rate of months, held against a target of 92 %, over what stood there. */
async function figures(...rows: readonly string[]): Promise<void> {
  const values = `from (values ${rows.join(', ')}) t (period_id, grouped_by, group_id, value, n)`
  await run(`delete from indicators.shown where (period_id, grouped_by, group_id) in
    (select (period_id, grouped_by, group_id) ${values});
    insert into indicators.shown select 'connect_rate', 'month', period_id,
      (period_id || '-01')::date, last_day((period_id || '-01')::date), grouped_by,
      group_id, value, n, 0.92, null, false ${values}`)
}

function look(at: string, options: { isDryRun?: boolean; smtpUrl?: string | undefined } = {}) {
  return alert({ workspace, clock: fixedClock(at), smtpUrl: server.url, ...options })
}

async function broken(at = '2026-10-05T01:00:00Z'): Promise<readonly string[]> {
  const { verdicts } = await look(at, { isDryRun: true })
  return verdicts
    .filter((each) => each.isBroken === true)
    .map((each) => `${each.period.id} ${each.figure.group_id}`)
}

/** What each reader was told, by outcome and first event. */
async function tell(
  at = '2026-10-05T01:00:00Z',
  options: { isDryRun?: boolean; smtpUrl?: string | undefined } = {},
): Promise<readonly string[]> {
  const { outcomes } = await look(at, options)
  return outcomes.map((each) => `${each.outcome} ${each.told[0]?.event}`)
}

function text(index: number): string {
  return bodies(server.received[index]?.source).text
}
