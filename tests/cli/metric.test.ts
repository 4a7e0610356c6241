import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type MetricCommandOptions,
  metricCommand,
  readQuestion,
} from '../../cli/commands/metric.ts'
import { openOutput } from '../../cli/output.ts'
import { systemClock } from '../../core/clock.ts'
import { openReader, type Row } from '../../core/database.ts'
import { compileMetric, readableSql } from '../../metrics/compile.ts'
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
    })
    await bank.load()
    await bank.build('2026-10-08T00:00:00+08:00')
  })
  afterAll(() => bank.remove())

  const ask = async (names: string, by?: string, period?: string): Promise<Row[]> => {
    const question = readQuestion(
      names,
      { ...(by && { by }), ...(period && { period }) },
      await readIndicators(),
    )
    const database = await openReader(bank.workspace.warehouse)
    try {
      const compiled = compileMetric(database, question)
      const rows = await database.rows(compiled.sql, compiled.parameters)
      expect(await database.rows(readableSql(compiled))).toEqual(rows)
      return rows
    } finally {
      database.close()
    }
  }

  const command = async (names: string, options: MetricCommandOptions): Promise<Row[]> => {
    const out = join(bank.workspace.home, 'out.json')
    const context = {
      workspace: bank.workspace,
      environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
      clock: systemClock,
      output: { ...openOutput(false), say: () => {} },
      programVersion: 'test',
    }
    await metricCommand(context, names, { ...options, out })
    return JSON.parse(readFileSync(out, 'utf8')) as Row[] // written by the command
  }

  it('keeps the rows that meet a condition over the columns of the answer', async () => {
    const options = { by: 'channel,month', period: '2026-Q3' }
    const all = await command('connect_rate,csat_mean,self_service_rate', options)
    const where = "channel = 'phone' and value >= 0.9 -- the good ones"
    const some = await command('connect_rate,csat_mean,self_service_rate', { ...options, where })
    expect(some).toEqual(all.filter((row) => row.channel === 'phone' && Number(row.value) >= 0.9))
    expect(some.map((row) => [row.period, row.numerator, row.denominator])).toEqual([
      ['2026-07', 90, 100],
    ])
    await expect(
      command('connect_rate', { period: '2026-Q3', where: "channel = 'phone'" }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^--where: .*"channel"/),
      hint: expect.stringContaining('indicator, numerator, denominator, value'),
    })
  })

  it('measures as of another cut-off on a copy, and leaves the warehouse as it is', async () => {
    const before = readFileSync(bank.workspace.warehouse)
    // calls of August: ten answered and then ten abandoned, one a day from the 1st
    const asOf = '2026-08-15T00:00:00+08:00'
    expect(await command('connect_rate', { period: '2026-08', asOf })).toEqual([
      { indicator: 'connect_rate', numerator: 10, denominator: 14, value: 10 / 14 },
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
      { indicator: 'connect_rate', numerator: 90, denominator: 100, value: 0.9 },
    ])
    expect(await ask('connect_rate', 'month', '2026-Q3')).toMatchObject([
      { period: '2026-07', numerator: 90 },
      { period: '2026-08', denominator: 20 },
    ])
    expect(await ask('connect_rate')).toMatchObject([{ numerator: 100, denominator: 120 }])
  })

  it('reads what does not add up where it was measured', async () => {
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
    await expect(ask('aht_seconds_p90')).rejects.toThrow('a quantile of several periods')
    await expect(ask('quality_score', 'channel,month')).rejects.toThrow('not measured by channel')
    await expect(ask('connect_rate', 'quarter', '2026-07')).rejects.toThrow('only a part of')
    await expect(ask('connect_rate', 'channel,team')).rejects.toThrow('more than one group')
  })

  it('answers a name that does not exist with the nearest one', async () => {
    await expect(ask('conect_rate')).rejects.toMatchObject({ hint: 'Did you mean: connect_rate?' })
    await expect(ask('connect_rate', 'chanel')).rejects.toMatchObject({
      hint: 'Did you mean: channel?',
    })
  })
})
