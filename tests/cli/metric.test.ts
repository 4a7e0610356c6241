import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MetricCommandOptions, metricCommand } from '../../cli/commands/metric.ts'
import { openOutput } from '../../cli/output.ts'
import { systemClock } from '../../core/clock.ts'
import { openReader, type Row } from '../../core/database.ts'
import { compileMetric, readableSql } from '../../metrics/compile.ts'
import { readQuestion } from '../../metrics/compile-question.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,talk_seconds,hold_seconds,wrap_seconds,department_id'
const contacts = (channel: string, month: string, answered: number, offered: number) =>
  Array.from({ length: offered }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    const [outcome, times] =
      index < answered ? ['answered', `${60 + index},0,30`] : ['abandoned', ',,']
    return `${month}-${channel}-${index},${channel},inbound,${month}-${day} 10:00:00,1,${outcome},${times},D0${index % 2}`
  })

describe('csq metric', () => {
  let bank: Bank
  beforeAll(async () => {
    const lines = [
      header,
      ...contacts('phone', '2026-07', 90, 100),
      ...contacts('phone', '2026-08', 10, 20),
      ...contacts('app_chat', '2026-08', 4, 5),
    ]
    bank = makeBank({
      'contacts/a.csv': `${lines.join('\n')}\n`,
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|outcome|department_id
        P1          |phone  |self       |2026-07-03 09:00:00|15        |open   |D01
        P2          |phone  |self       |2026-08-04 09:00:00|15        |open   |D01`,
      'exposure/a.csv': table`
        month  |department_id|product_code|customers|outlets
        2026-07|-            |-           |1000000  |40
        2026-08|-            |-           |3000000  |40`,
      // one contact is asked twice, through two channels
      'surveys/a.csv': table`
        survey_id|contact_id       |channel |method|invited_at         |delivered
        S1       |2026-07-phone-0  |phone   |sms   |2026-07-01 11:00:00|1
        S2       |2026-07-phone-0  |app_chat|online|2026-07-01 12:00:00|1
        S3       |2026-08-phone-1  |phone   |sms   |2026-08-02 11:00:00|1`,
    })
    await bank.load()
    await bank.build('2026-10-08T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  const ask = async (names: string, by?: string, period?: string): Promise<Row[]> => {
    const request = { indicators: names.split(','), by: by?.split(',') ?? [], period }
    const database = await openReader(bank.workspace.warehouse)
    try {
      const question = readQuestion(request, await readIndicators())
      const compiled = await compileMetric(database, question)
      const rows = await database.rows(compiled.sql, compiled.parameters)
      expect(await database.rows(readableSql(compiled))).toEqual(rows)
      return rows
    } finally {
      database.close()
    }
  }

  const run = async (names: string, options: MetricCommandOptions): Promise<void> => {
    const context = {
      workspace: bank.workspace,
      environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
      clock: systemClock,
      output: { ...openOutput(false), say: () => {} },
      programVersion: 'test',
    }
    await metricCommand(context, names, options)
  }
  const command = async (names: string, options: MetricCommandOptions): Promise<Row[]> => {
    const out = join(bank.workspace.home, 'out.json')
    await run(names, { ...options, out })
    return JSON.parse(readFileSync(out, 'utf8')) as Row[] // written by the command
  }

  it('keeps the rows that meet a condition over the columns of the answer', async () => {
    const options = { by: 'channel,month', period: '2026-Q3' }
    const all = await command('connect_rate,csat_mean,self_service_rate', options)
    const having = "channel = 'phone' and value >= 0.9 -- the good ones"
    const some = await command('connect_rate,csat_mean,self_service_rate', { ...options, having })
    expect(some).toEqual(all.filter((row) => row.channel === 'phone' && Number(row.value) >= 0.9))
    expect(some.map((row) => [row.period, row.numerator, row.denominator])).toEqual([
      ['2026-07', 90, 100],
    ])
    await expect(
      command('connect_rate', { period: '2026-Q3', having: "channel = 'phone'" }),
    ).rejects.toMatchObject({
      message: 'There is no column of the answer "channel".',
      hint: 'Known: indicator, numerator, denominator, value, n.',
    })
  })

  it('counts the rows of the mart that meet a condition, by several groups at once', async () => {
    const options = { by: 'department,channel,month', period: '2026-Q3', compare: 'previous' }
    const rows = await command('connect_rate', { ...options, where: "department_id = 'D00'" })
    // D00 has every second contact: 45 of 50 in July, 5 of 10 in August
    expect(rows).toMatchObject([
      { department: 'D00', channel: 'phone', period: '2026-07', numerator: 45, denominator: 50 },
      { department: 'D00', channel: 'phone', period: '2026-08', numerator: 5, denominator: 10 },
    ])
    expect(rows[1]).toMatchObject({ n: 10, value: 0.5, previous_value: 0.9, previous_change: -0.4 })
    expect(rows[1]).toMatchObject({ previous_is_clear: true })
    const typed = command('connect_rate', { where: 'talk_seconds > channel' })
    await expect(typed).rejects.toMatchObject({ name: 'UserError' })
  })

  it('distinct over groups: a contact that was asked twice counts once, in its own channel', async () => {
    expect(await command('survey_invite_rate', { by: 'channel' })).toMatchObject([
      { channel: 'app_chat', numerator: 0, denominator: 4 },
      { channel: 'phone', numerator: 2, denominator: 100 },
    ])
    expect(await command('survey_invite_rate', {})).toMatchObject([
      { numerator: 2, denominator: 104 },
    ])
  })

  it.each(['csv', 'ndjson', 'parquet', 'arrow'])(
    'writes %s like any other query',
    async (format) => {
      const out = join(bank.workspace.home, `out.${format}`)
      await run('connect_rate', { period: '2026-07', out })
      const bytes = readFileSync(out)
      const begins = { csv: 'indicator,', ndjson: '{"indicator"', parquet: 'PAR1', arrow: 'ARROW1' }
      expect(bytes.toString('latin1').startsWith(begins[format as keyof typeof begins])).toBe(true)
    },
  )

  it('writes a workbook of typed cells, with the definitions on a sheet of their own', async () => {
    const out = join(bank.workspace.home, 'out.xlsx')
    await run('connect_rate,aht_seconds_p90', { by: 'channel', period: '2026-07', out })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(out)
    const [rows, definitions] = workbook.worksheets
    expect(rows?.getRow(1).values).toEqual([
      undefined,
      'indicator',
      'channel',
      'numerator',
      'denominator',
      'value',
      'n',
    ])
    expect(rows?.getRow(3).values).toEqual([undefined, 'connect_rate', 'phone', 90, 100, 0.9, 100])
    expect(definitions?.getColumn(1).values).toEqual([
      undefined,
      'indicator',
      'connect_rate',
      'aht_seconds_p90',
    ])
    expect(definitions?.getRow(2).getCell(2).value).toBe('电话接通率')
    await expect(run('connect_rate', { format: 'xlsx' })).rejects.toThrow('to a file only')
  })

  it('measures as of another cut-off on a copy, and leaves the warehouse as it is', async () => {
    const before = readFileSync(bank.workspace.warehouse)
    // calls of August: ten answered and then ten abandoned, one a day from the 1st
    const asOf = '2026-08-15T00:00:00+08:00'
    expect(await command('connect_rate', { period: '2026-08', asOf })).toEqual([
      { indicator: 'connect_rate', numerator: 10, denominator: 14, value: 10 / 14, n: 14 },
    ])
    expect(await command('complaint_open_count', { period: '2026-08', asOf })).toMatchObject([
      { value: 2 },
    ])
    expect(readFileSync(bank.workspace.warehouse).equals(before)).toBe(true)
    expect(readdirSync(bank.workspace.cache)).toEqual([])
    const same = { period: '2026-08', asOf: '2026-10-08T00:00:00+08:00' }
    expect(await command('connect_rate', same)).toMatchObject([{ numerator: 10, denominator: 20 }])
    await expect(command('connect_rate', { asOf: 'yesterday' })).rejects.toThrow('not an instant')
  })

  it('divides sums, and never averages rates', async () => {
    const [row] = await ask('connect_rate', 'channel', '2026-Q3').then((rows) =>
      rows.filter((each) => each.channel === 'phone'),
    )
    expect(row).toMatchObject({ numerator: 100, denominator: 120 })
    expect(row?.value).toBeCloseTo(0.8333, 4) // the mean of 90/100 and 10/20 would be 0.7
  })

  it.each(['day', 'month', 'quarter', 'year'])(
    'gives by %s what indicators.values says, for the bank and for each group',
    async (grain) => {
      const indicators = await readIndicators()
      for (const group of ['channel', 'all']) {
        const names = indicators
          .filter((each) => group === 'all' || each.by.some((by) => by === group))
          .map((each) => each.name)
        const asked = await ask(names.join(','), group === 'all' ? grain : `${group},${grain}`)
        const stored = await bank.rows(`select indicator, group_id, period_id as period, numerator,
            denominator, value
          from indicators.values
          where period_type = '${grain}' and grouped_by = '${group}'
            and (numerator <> 0 or denominator <> 0 or value is not null)`)
        const key = (row: Row) => [row.indicator, row[group] ?? row.group_id ?? 'all', row.period]
        const byKey = (rows: Row[]) =>
          new Map(rows.map((row) => [key(row).join(' '), [row.numerator, row.denominator]]))
        const found = byKey(asked)
        const foundValues = new Map(asked.map((row) => [key(row).join(' '), row.value]))
        expect(stored.length).toBeGreaterThan(10)
        for (const row of stored) {
          const name = key(row).join(' ')
          expect([name, found.get(name)]).toEqual([name, [row.numerator, row.denominator]])
          if (row.value === null) expect([name, foundValues.get(name)]).toEqual([name, null])
          else expect(foundValues.get(name)).toBeCloseTo(Number(row.value), 9)
        }
      }
    },
  )

  it('sums the days of any period, also of one without a grain', async () => {
    expect(await ask('connect_rate', undefined, '2026-07')).toEqual([
      { indicator: 'connect_rate', numerator: 90, denominator: 100, value: 0.9, n: 100 },
    ])
    expect(await ask('connect_rate', 'month', '2026-Q3')).toMatchObject([
      { period: '2026-07', numerator: 90 },
      { period: '2026-08', denominator: 20 },
    ])
    expect(await ask('connect_rate')).toMatchObject([{ numerator: 100, denominator: 120 }])
  })

  it('measures what does not add up anew, of the rows of the period', async () => {
    const stored = await bank.value('aht_seconds_p90', '2026-Q3')
    expect(await ask('aht_seconds_p90', 'quarter', '2026')).toMatchObject([
      { period: '2026-Q3', value: stored.value },
    ])
    expect(await ask('complaint_open_count', undefined, '2026-07')).toMatchObject([{ value: 1 }])
    expect(await ask('complaints_per_10m_customers', undefined, '2026-Q3')).toMatchObject([
      { numerator: 2, denominator: 2_000_000, value: 10 },
    ])
  })

  it('refuses what would be wrong, and says why', async () => {
    await expect(ask('quality_score')).rejects.toThrow('a score weighs the results of one period')
    await expect(ask('complaints_per_10m_customers')).rejects.toThrow('outlets of one period')
    await expect(ask('quality_score', 'channel,month')).rejects.toThrow('not measured by channel')
    await expect(ask('complaints_per_10m_customers', 'channel,month')).rejects.toMatchObject({
      message: 'complaints_per_10m_customers is not measured by channel.',
      hint: 'it is measured for department.',
    })
    await expect(ask('csat_mean', 'product')).rejects.toThrow('not measured by product')
    await expect(ask('connect_rate', 'quarter', '2026-07')).rejects.toThrow('only a part of')
    await expect(ask('connect_rate', 'day,month')).rejects.toThrow('two time grains')
    const where = "department_id = 'D00'"
    const exposed = command('complaints_per_10m_customers', { period: '2026-Q3', where })
    await expect(exposed).rejects.toThrow('takes no condition')
    await expect(command('complaint_rate_per_10k', { where: "outcome = 'open'" })).rejects.toThrow(
      'outcome does not mean the same in both',
    )
  })

  it('answers a name that does not exist with the nearest one', async () => {
    await expect(ask('conect_rate')).rejects.toMatchObject({ hint: 'Did you mean: connect_rate?' })
    await expect(ask('connect_rate', 'chanel')).rejects.toMatchObject({
      hint: 'Did you mean: channel?',
    })
    await expect(ask('connect_rate', 'is_transfered')).rejects.toMatchObject({
      hint: 'Did you mean: is_transferred?',
    })
    await expect(command('connect_rate', { where: "department = 'D00'" })).rejects.toMatchObject({
      hint: 'the column is called department_id.',
    })
    await expect(
      command('connect_rate', { period: '2026-07', compare: 'last_year' }),
    ).rejects.toMatchObject({
      hint: 'Known: previous, year_ago.',
    })
  })
})
