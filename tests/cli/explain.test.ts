import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExplainCommandOptions, explainCommand } from '../../cli/commands/explain.ts'
import { systemClock } from '../../core/clock.ts'
import { programRoot } from '../../core/definitions.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const secret = 'a secret for tests'

describe('csq explain', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({
      'contacts/pbx/2026-03.csv': table`
        接触编号|渠道    |呼叫方向|进入时间           |是否转人工|结果    |结束时间           |客户号
        C1      |电话银行|呼入    |2026-03-31 09:00:00|是        |接通    |2026-03-31 09:02:00|6222020000000001
        C2      |电话银行|呼入    |2026-03-31 09:10:00|是        |放弃    |2026-03-31 09:11:00|-
        C3      |电话银行|呼入    |2026-03-31 09:20:00|是        |放弃    |2026-03-31 09:20:02|-
        C4      |电话银行|呼入    |2026-03-31 09:30:00|是        |请求回拨|2026-03-31 09:31:00|-
        C5      |电话银行|呼入    |not a time         |是        |接通    |2026-03-31 09:41:00|-`,
      'surveys/all.csv': table`
        survey_id|contact_id|channel|method|invited_at         |delivered|responded_at       |scale|rating|comment
        S1       |C1        |phone  |sms   |2026-03-31 12:00:00|true     |2026-03-31 13:00:00|5    |5     |a secret word`,
    })
    await bank.load()
    await bank.build('2026-04-02T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  /** What the command says, for people and for machines. */
  const explain = async (words: readonly string[], options: ExplainCommandOptions = {}) => {
    const said: string[] = []
    const results: unknown[] = []
    const context = {
      workspace: bank.workspace,
      environment: { home: undefined, secret, smtpUrl: undefined },
      clock: systemClock,
      output: {
        isJson: false,
        say: (line: string) => void said.push(line),
        result: (value: unknown) => void results.push(value),
        progress: () => {},
      },
      programVersion: 'test',
    }
    const isGood = await explainCommand(context, words, options)
    return { isGood, text: said.join('\n'), result: results[0] }
  }

  /** The command as a person runs it. */
  const run = (...words: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(programRoot, 'cli/csq.mjs'), '--home', bank.workspace.home, 'explain', ...words],
      { encoding: 'utf8', env: { ...process.env, CSQ_SECRET: secret } },
    )
    return { stdout, stderr, status }
  }

  it('walks from the number to the file, in Chinese and English, and changes nothing', async () => {
    const before = readFileSync(bank.workspace.warehouse)
    const { isGood, text } = await explain(['connect_rate', '2026-Q1', 'channel=phone'])
    expect(isGood).toBe(true)
    expect(text).toMatch(/分子 numerator +1 +1 +✓/)
    expect(text).toMatch(/分母 denominator +2 +2 +✓/)
    expect(text).toMatch(/按规则不计入 excluded +2 +2 +✓/)
    expect(text).toContain('首版 · first version')
    expect(text).toContain('测试、短放弃、请求回拨、线路忙、非服务时间')
    expect(text).toContain(`started_on between date '2026-01-01' and date '2026-03-31'`)
    expect(text).toContain('One row per contact that a channel received or made, newest version.')
    expect(text).toMatch(/is_answered\n +landing.contacts: outcome「结果」/)
    expect(text).toMatch(/短放弃 short abandons +1 /)
    expect(text).toMatch(/请求回拨 callback requests +1 /)
    expect(text).toMatch(/contacts\/pbx\/2026-03.csv +1 +2 +2 +5=4\+0\+1 +1 +test +[0-9a-f]{64}/)
    expect(text).toContain('of no known period: 1')
    expect(text).toMatch(/channels: seeds\/reference\/channels.csv sha256 [0-9a-f]{64}/)
    expect(text).toContain('✓ 重算一致')
    expect(readFileSync(bank.workspace.warehouse).equals(before)).toBe(true)
  })

  it('gives SQL that anybody can run with the same result', async () => {
    const { result } = await explain(['connect_rate', '2026-Q1', 'channel=phone'])
    const { recount } = result as { recount: { sql: string } } // the command's own result
    expect(await bank.rows(recount.sql)).toEqual([
      {
        numerator: 1,
        denominator: 2,
        value: 0.5,
        excluded_count: 2,
        unknown_count: 0,
        immature_count: 0,
      },
    ])
  })

  it('tells machines the same as people', async () => {
    const { result } = await explain(['connect_rate', '2026-Q1', 'channel=phone'])
    expect(result).toMatchObject({
      indicator: 'connect_rate',
      period_id: '2026-Q1',
      grouped_by: 'channel',
      group_id: 'phone',
      is_proved: true,
      problems: [],
      published: { numerator: 1, denominator: 2, definition_version: 1 },
      definition: { version: 1, change: { version: 1 } },
      recount: { agrees: true },
      sides: [
        {
          role: 'both',
          mart: 'marts.contacts',
          models: [
            { name: 'marts.contacts', grain: ['contact_id'] },
            { name: 'staging.contacts' },
            { name: 'staging.surveys' },
          ],
          reasons: [
            { code: 'short_abandon', rows: 1 },
            { code: 'callback_requested', rows: 1 },
          ],
          files: [{ file: 'contacts/pbx/2026-03.csv', numerator_rows: 1, denominator_rows: 2 }],
          quarantine: {
            records: 1,
            reasons: [{ column_name: 'started_at', reason: 'not_a_timestamp' }],
          },
        },
      ],
    })
  })

  it.each([
    'fcr_rate',
    'nps',
    'aht_seconds_p90',
    'complaint_rate_per_10k',
    'complaints_per_1k_outlets',
    'complaint_overdue_count',
    'complaint_median_days',
    'qa_pass_rate',
    'fcr_ticket_rate',
    'quality_score',
  ])('explains %s, whatever it is counted from, with nothing left open', async (indicator) => {
    const { isGood, text } = await explain([indicator, '2026-Q1'])
    expect(isGood, text).toBe(true)
  })

  it('traces a column to the header it was delivered under, and to the indicators that use it', async () => {
    const { text, result } = await explain([], { column: 'contacts.is_offered' })
    expect(text).toContain('landing.contacts.outcome「结果」')
    expect(text).toContain('reference.channels.short_abandon_seconds「短放弃秒数」')
    expect(text).toMatch(/· is_offered = .*requested_agent/)
    expect(text).toMatch(/connect_rate +电话接通率 Connect rate +excluded/)
    expect(result).toMatchObject({ column: 'marts.contacts.is_offered', header_zh: null })
    const landing = await explain([], { column: 'landing.contacts.outcome' })
    expect(landing.result).toMatchObject({
      header_zh: '结果',
      from: [],
      used_by: {
        columns: expect.arrayContaining(['staging.contacts.outcome', 'marts.contacts.is_answered']),
        rows_of: ['marts.needs'],
      },
    })
    expect(landing.text).toMatch(/connect_rate +电话接通率 Connect rate +excluded, numerator/)
    expect(landing.text).toMatch(/complaint_rate_per_10k +投诉率 Complaint rate +per.rows/)
    await expect(explain([], { column: 'marts.contacts.is_ofered' })).rejects.toMatchObject({
      hint: 'Did you mean: marts.contacts.is_offered?',
    })
  })

  it('lists rows without anything personal, and says that they are as many as published', () => {
    const { stdout, status } = run('connect_rate', '2026-Q1', '--rows')
    expect(status).toBe(0)
    const [header = '', , first = ''] = stdout.split('\n')
    expect(header.split(/ +/)).toEqual([
      'contact_id',
      'started_on',
      'has_queue',
      'is_agent_request',
      'is_answered',
      'is_offered',
      'customer',
      'file',
      'record',
    ])
    expect(first).toMatch(/^C1 +2026-03-31 .* [0-9a-f]{8} +contacts\/pbx\/2026-03.csv +1$/)
    expect(stdout).toContain('✓ count(*) = 2，公布 published denominator = 2')
    const surveys = run('csat_mean', '2026-Q1', '--part', 'numerator', '--format', 'csv')
    expect(surveys.stdout).toMatch(
      /^survey_id,surveyed_on,is_test,is_valid,scale,rating,customer,measured,file,record\nS1,/,
    )
    expect(surveys.stdout + stdout).not.toMatch(/secret|622202/)
  })

  it('ends with 1, and says so, when a number is not found again', async () => {
    await writeWarehouse(bank.workspace, (database) =>
      database.run(`update indicators.values set denominator = 9 where indicator = 'abandon_rate'`),
    )
    const told = run('abandon_rate', '2026-Q1')
    expect(told).toMatchObject({ status: 1, stderr: '' })
    expect(told.stdout).toMatch(/分母 denominator +9 +2 +✗ 不一致 DIFFERENT/)
    expect(told.stdout).toContain('✗ 未能证明 · NOT PROVED\n  denominator: published 9, counted 2')
    const listed = run('abandon_rate', '2026-Q1', '--rows', '--format', 'csv')
    expect(listed.status).toBe(1)
    expect(listed.stderr).toContain('count(*) = 2，公布 published denominator = 9')
  })

  it('says what is missing or unknown', async () => {
    await expect(explain(['connect_rate'])).rejects.toThrow('Which number')
    const part = explain(['connect_rate', '2026-Q1'], { part: 'nominator' })
    await expect(part).rejects.toMatchObject({ hint: 'Did you mean: denominator?' })
    const limit = explain(['connect_rate', '2026-Q1'], { rows: true, limit: 'few' })
    await expect(limit).rejects.toThrow('--limit few')
    const none = explain(['aht_seconds_p90', '2026-Q1'], { part: 'numerator' })
    await expect(none).rejects.toThrow('is a quantile and has no numerator')
  })
})
