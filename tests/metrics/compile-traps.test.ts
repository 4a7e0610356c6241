import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase, type Row } from '../../core/database.ts'
import { zoneOf } from '../../core/zone.ts'
import { addUpMonths } from '../../metrics/add-up-months.ts'
import { compileMetric } from '../../metrics/compile.ts'
import { type MetricRequest, readQuestion } from '../../metrics/compile-question.ts'
import { countDays } from '../../metrics/count-days.ts'
import type { Indicator } from '../../metrics/define-indicator.ts'
import handleMedian from '../../metrics/indicators/aht-seconds-median.ts'
import complaintMedianDays from '../../metrics/indicators/complaint-median-days.ts'
import complaintOpenCount from '../../metrics/indicators/complaint-open-count.ts'
import complaintRatePer10k from '../../metrics/indicators/complaint-rate-per-10k.ts'
import connectRate from '../../metrics/indicators/connect-rate.ts'
import csatMean from '../../metrics/indicators/csat-mean.ts'
import nps from '../../metrics/indicators/nps.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'
import { judge } from '../../metrics/judge.ts'
import { createPeriods } from '../../metrics/periods.ts'
import { createMeasured, rollUpDays } from '../../metrics/roll-up.ts'
import { prepareConnection } from '../../transforms/build.ts'
import { table } from '../support/bank.ts'

const calls = { from: 'marts.calls', at: 'day', rows: 'true', excluded: 'false', unknown: 'false' }

/** The bank's own definitions over marts of a few columns. */
const connected: Indicator = {
  ...connectRate,
  ...calls,
  by: ['channel', 'department', 'team'],
  numerator: 'answered',
}
const rating: Indicator = { ...csatMean, ...calls, by: ['channel'], sum: 'rating' }
const promoters: Indicator = { ...nps, ...calls, by: ['channel'] }
const median: Indicator = { ...handleMedian, ...calls, by: ['channel'], value: 'seconds' }
const perCall: Indicator = {
  ...complaintRatePer10k,
  ...{ from: 'marts.complaints', at: 'day', rows: 'true', excluded: 'false', scale: 1 },
  by: ['channel', 'department'],
  per: { from: 'marts.calls', at: 'day', rows: 'answered' },
}
const open: Indicator = {
  ...complaintOpenCount,
  from: 'marts.cases',
  at: 'opened',
  leaves: 'closed',
  by: ['channel'],
}
const waiting: Indicator = {
  ...complaintMedianDays,
  from: 'marts.cases',
  at: 'opened',
  excluded: 'false',
  by: ['channel'],
  days: 'days',
  event: 'is_closed',
}

const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A measured warehouse over marts that are given as aligned tables. */
async function measured(
  marts: Readonly<Record<string, string>>,
  indicators: readonly Indicator[],
  asOf = '2027-01-01T00:00:00+08:00',
) {
  const database = await openDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'csq-marts-'))
  opened.push(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const zone = zoneOf('Asia/Shanghai')
  await prepareConnection(database, { zone, asOf: new Date(asOf), complaintDays: 'natural' })
  await createIntervalFunctions(database)
  await database.run(`create schema indicators; create schema reference;
    create table reference.targets (indicator varchar, grouped_by varchar, group_id varchar,
      floor double, target double, stretch double, valid_from date, valid_to date)`)
  for (const [name, text] of Object.entries(marts)) {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, text)
    await database.run(`create table marts.${name} as select * from read_csv('${path}')`)
  }
  await countDays(database, indicators)
  await createPeriods(database)
  await addUpMonths(database, indicators)
  await createMeasured(database)
  await rollUpDays(database, indicators)
  await judge(database, indicators)
  return {
    database,
    ask: (request: Partial<MetricRequest> = {}) => ask(database, indicators, request),
  }
}

/** The answer without the columns that every row of it shares. */
async function ask(
  database: Database,
  indicators: readonly Indicator[],
  request: Partial<MetricRequest>,
): Promise<Row[]> {
  const names = indicators.map((each) => each.name)
  const compiled = await compileMetric(
    database,
    readQuestion({ indicators: names, ...request }, indicators),
  )
  const rows = await database.rows(compiled.sql, compiled.parameters)
  const isOne = (request.indicators ?? names).length === 1
  return rows.map(({ indicator, n, ...row }) => (isOne ? row : { indicator, ...row }))
}

const twoMarts = {
  complaints: table`
    complaint_id|day       |channel|department_id|cause_code
    P1          |2026-07-01|phone  |D01          |fees
    P2          |2026-07-02|phone  |D01          |delay
    P3          |2026-07-03|chat   |D01          |fees
    P4          |2026-07-03|phone  |D03          |fees`,
  calls: table`
    contact_id|day       |channel|department_id|answered
    C1        |2026-07-01|phone  |D01          |true
    C2        |2026-07-01|phone  |D01          |true
    C3        |2026-07-02|phone  |D01          |true
    C4        |2026-07-02|chat   |D01          |true
    C5        |2026-07-02|phone  |D02          |true
    C6        |2026-07-02|phone  |D02          |false`,
}

describe('traps of metric layers', () => {
  it('fan-out: a group that one of two marts has is refused, with both keys', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    for (const by of ['cause', 'cause_code']) {
      await expect(ask({ by: [by] })).rejects.toMatchObject({
        message:
          'complaint_rate_per_10k divides rows of marts.complaints (complaint_id) by rows of marts.calls (contact_id): marts.calls has no cause_code.',
        hint: expect.stringContaining('Both have channel, department_id.'),
      })
    }
    await expect(ask({ where: "cause_code = 'fees'" })).rejects.toThrow('has no cause_code')
    await expect(ask({ by: ['day_of_week'] })).rejects.toThrow('There is no column')
  })

  it('chasm: two marts are counted apart, never row by row', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    // D01 has 3 complaints and 4 answered calls; joined they would be 12 and 12
    expect(await ask({ by: ['department'] })).toEqual([
      { department: 'D01', numerator: 3, denominator: 4, value: 0.75 },
      { department: 'D02', numerator: 0, denominator: 1, value: 0 },
      { department: 'D03', numerator: 1, denominator: 0, value: null },
    ])
  })

  it('diamond join: two marts that share two dimensions meet in both at once', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    // joined by department alone, the chat of D01 would also get its phone calls
    expect(await ask({ by: ['department', 'channel'], where: "department_id = 'D01'" })).toEqual([
      { department: 'D01', channel: 'chat', numerator: 1, denominator: 1, value: 1 },
      { department: 'D01', channel: 'phone', numerator: 2, denominator: 3, value: 2 / 3 },
    ])
  })

  it('filter push-down: a condition reaches both sides and keeps groups without a numerator', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    expect(await ask({ by: ['department'], where: "channel = 'phone'" })).toEqual([
      { department: 'D01', numerator: 2, denominator: 3, value: 2 / 3 },
      { department: 'D02', numerator: 0, denominator: 1, value: 0 },
      { department: 'D03', numerator: 1, denominator: 0, value: null },
    ])
    // a condition on a sum belongs to the answer
    expect(await ask({ by: ['department'], having: 'value > 0' })).toMatchObject([
      { department: 'D01' },
    ])
  })

  it('division by zero: a group without a denominator has no value, and no comparison', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    const [row] = await ask({
      by: ['department', 'day'],
      period: '2026-07',
      compare: ['previous'],
      having: "department = 'D03'",
    })
    expect(row).toEqual({
      department: 'D03',
      period: '2026-07-03',
      ...{ numerator: 1, denominator: 0, value: null },
      ...{ previous_value: null, previous_change: null, previous_is_clear: null },
    })
  })

  it('re-aggregation of ratios: a quarter is the ratio of its sums', async () => {
    const calls = table`
      contact_id|day       |channel|answered
      C1        |2026-07-01|phone  |true
      C2        |2026-08-01|phone  |true
      C3        |2026-08-02|chat   |false
      C4        |2026-08-03|phone  |false
      C5        |2026-08-04|phone  |false`
    const { ask } = await measured({ calls }, [{ ...connected, by: ['channel'] }])
    expect(await ask({ by: ['month'] })).toMatchObject([{ value: 1 }, { value: 0.25 }])
    const quarter = { numerator: 2, denominator: 5, value: 0.4 } // the mean would be 0.625
    expect(await ask({ period: '2026-Q3' })).toEqual([quarter])
    expect(await ask({ period: '2026-Q3', where: 'true' })).toEqual([quarter])
  })

  it('average of averages: a mean weighs every row alike', async () => {
    const calls = table`
      contact_id|day       |channel|rating
      C1        |2026-07-01|phone  |5
      C2        |2026-07-01|chat   |1
      C3        |2026-07-02|chat   |2
      C4        |2026-07-03|chat   |2`
    const { ask } = await measured({ calls }, [rating])
    expect(await ask({ by: ['channel'] })).toMatchObject([
      { channel: 'chat', value: 5 / 3 },
      { channel: 'phone', value: 5 },
    ])
    expect(await ask()).toEqual([{ numerator: 10, denominator: 4, value: 2.5 }]) // not 10/3
  })

  it('derived, a difference of two: a net score is the difference of the sums', async () => {
    const calls = table`
      contact_id|day       |channel|nps_score
      C1        |2026-07-01|phone  |10
      C2        |2026-07-01|phone  |9
      C3        |2026-07-02|phone  |7
      C4        |2026-07-03|chat   |3`
    const { ask } = await measured({ calls }, [promoters])
    expect(await ask()).toEqual([{ numerator: 1, denominator: 4, value: 25 }])
    expect(await ask({ where: "channel = 'phone'" })).toMatchObject([
      { numerator: 2, denominator: 3 },
    ])
  })

  it('median of medians: a median is taken of the rows of the whole period', async () => {
    const calls = table`
      contact_id|day       |channel|answered|seconds
      C1        |2026-07-01|phone  |true    |10
      C2        |2026-08-01|phone  |true    |20
      C3        |2026-08-02|phone  |true    |30
      C4        |2026-08-03|chat   |true    |40
      C5        |2026-08-04|chat   |true    |100`
    const { ask } = await measured({ calls }, [median, { ...connected, by: ['channel'] }])
    const seconds = { indicators: [median.name] }
    expect(await ask({ ...seconds, by: ['month'] })).toMatchObject([{ value: 10 }, { value: 35 }])
    expect(await ask({ ...seconds, period: '2026-Q3' })).toEqual([
      { numerator: null, denominator: 5, value: 30 }, // the median of 10 and 35 is 22.5
    ])
    expect(await ask({ ...seconds, where: "channel = 'phone'" })).toMatchObject([{ value: 20 }])
  })

  it('median of medians: Kaplan and Meier is estimated of all cases of the group', async () => {
    const cases = table`
      case_id|opened    |closed    |channel|days|is_closed
      K1     |2026-07-01|2026-07-03|phone  |2   |true
      K2     |2026-07-01|-         |phone  |3   |false
      K3     |2026-08-01|2026-08-05|chat   |4   |true
      K4     |2026-08-01|2026-08-07|phone  |6   |true`
    const days = table`
      contact_id|day       |channel|department_id|team_id|answered
      C1        |2026-07-01|phone  |D01          |T1     |true
      C2        |2026-08-01|phone  |D01          |T1     |true`
    const { ask } = await measured({ cases, calls: days }, [waiting, connected])
    const median = { indicators: [waiting.name] }
    // July: S = 1/2 after 2 days. All: 3/4, then 3/8 after 4 days; phone alone: 2/3, then 0 after 6
    expect(await ask({ ...median, by: ['month'] })).toMatchObject([{ value: 2 }, { value: 4 }])
    expect(await ask({ ...median })).toEqual([{ numerator: null, denominator: 4, value: 4 }])
    expect(await ask({ ...median, where: "channel = 'phone'" })).toMatchObject([{ value: 6 }])
  })

  it('semi-additive: a stock adds up over groups, over time it is the last level', async () => {
    const cases = table`
      case_id|opened    |closed    |channel|days|is_closed
      K1     |2026-06-20|2026-08-10|phone  |51  |true
      K2     |2026-07-05|-         |chat   |99  |false
      K3     |2026-07-06|2026-07-07|chat   |1   |true`
    const days = table`
      contact_id|day       |channel|department_id|team_id|answered
      C1        |2026-07-01|phone  |D01          |T1     |true
      C2        |2026-08-01|phone  |D01          |T1     |true`
    const { ask } = await measured({ cases, calls: days }, [open, connected])
    const stock = { indicators: [open.name], period: '2026-Q3' }
    expect(await ask({ ...stock, by: ['month'], compare: ['previous'] })).toMatchObject([
      { period: '2026-07', value: 2, previous_value: null },
      { period: '2026-08', value: 1, previous_value: 2, previous_change: -1 },
    ])
    expect(await ask(stock)).toMatchObject([{ value: 1 }]) // neither 3 nor 1.5
    expect(await ask({ ...stock, period: '2026-07', by: ['channel'] })).toMatchObject([
      { channel: 'chat', value: 1 },
      { channel: 'phone', value: 1 },
    ])
    await expect(ask({ indicators: [open.name] })).rejects.toThrow('counted at the end of a period')
    await expect(ask({ ...stock, by: ['month'], cumulative: 'year' })).rejects.toThrow(
      'does not accumulate',
    )
  })

  it('null group: unknown for a department, no row for a team, a row of its own for a column', async () => {
    const calls = table`
      contact_id|day       |channel|department_id|team_id|answered
      C1        |2026-07-01|phone  |D01          |T1     |true
      C2        |2026-07-01|phone  |-            |T1     |false
      C3        |2026-07-01|phone  |-            |-      |true
      C4        |2026-08-01|phone  |-            |-      |false`
    const { ask } = await measured({ calls }, [connected])
    const july = { period: '2026-07' }
    expect(await ask({ ...july, by: ['department'] })).toMatchObject([
      { department: 'D01', denominator: 1 },
      { department: 'unknown', denominator: 2 },
    ])
    expect(await ask({ ...july, by: ['team'] })).toMatchObject([{ team: 'T1', denominator: 2 }])
    expect(await ask({ ...july, by: ['team_id', 'department_id'] })).toMatchObject([
      { team_id: 'T1', department_id: 'D01', denominator: 1 },
      { team_id: 'T1', department_id: null, denominator: 1 },
      { team_id: null, department_id: null, denominator: 1 },
    ])
    // null meets null in a comparison
    expect(await ask({ period: '2026-08', by: ['team_id'], compare: ['previous'] })).toMatchObject([
      { team_id: null, value: 0, previous_value: 1, previous_change: -1 },
    ])
  })

  it('empty answer: the bank has a row without a value, groups and periods without data none', async () => {
    const { ask } = await measured(twoMarts, [perCall])
    const where = "channel = 'fax'"
    expect(await ask({ period: '2026-07', where })).toEqual([
      { numerator: 0, denominator: 0, value: null },
    ])
    expect(await ask({ period: '2026-07', where, by: ['department'] })).toEqual([])
    expect(await ask({ period: '2020-Q1' })).toEqual([])
  })
})

describe('period over period', () => {
  const days = (month: string, pattern: string) =>
    [...pattern].map((sign, index) => {
      const day = `${month}-${String(index + 1).padStart(2, '0')}`
      return `${day},${day},phone,D01,T1,${sign === 'a'}`
    })
  const calls = (...rows: readonly string[][]) =>
    `contact_id,day,channel,department_id,team_id,answered\n${rows.flat().join('\n')}\n`

  it('compares an open period with as many days of the earlier one, by group and condition too', async () => {
    const rows = calls(days('2025-08', 'ooaaaa'), days('2026-07', 'aaoooo'), days('2026-08', 'ao'))
    const { ask } = await measured({ calls: rows }, [connected], '2026-08-02T20:00:00+08:00')
    const august = { period: '2026-08', compare: ['previous', 'year_ago'] }
    const expected = {
      ...{ numerator: 1, denominator: 2, value: 0.5 },
      ...{ previous_value: 1, previous_change: -0.5, previous_is_clear: false },
      ...{ year_ago_value: 0, year_ago_change: 0.5, year_ago_is_clear: false },
    }
    expect(await ask(august)).toEqual([expected])
    expect(await ask({ ...august, by: ['channel'] })).toEqual([{ channel: 'phone', ...expected }])
    expect(await ask({ ...august, where: "team_id = 'T1'" })).toEqual([expected])
  })

  it('compares a closed period with the whole of the earlier one, however many days it has', async () => {
    const rows = calls(
      days('2026-07', `${'a'.repeat(30)}o`),
      days('2026-08', 'a'),
      days('2026-09', 'a'),
    )
    const { ask } = await measured({ calls: rows }, [connected])
    expect(await ask({ by: ['month'], compare: ['previous'] })).toMatchObject([
      { period: '2026-07', previous_value: null, previous_is_clear: null },
      { period: '2026-08', previous_value: 30 / 31 },
      { period: '2026-09', previous_value: 1 },
    ])
  })

  it('never takes days of an open period for those of a shorter one before', async () => {
    const rows = calls(days('2026-02', 'a'.repeat(28)), days('2026-03', 'o'.repeat(30)))
    const { ask } = await measured({ calls: rows }, [connected], '2026-03-30T20:00:00+08:00')
    expect(await ask({ period: '2026-03', compare: ['previous'] })).toMatchObject([
      { value: 0, previous_value: 1, previous_is_clear: true },
    ])
  })

  it('cumulative: each period counts from the start of the longer one, and so does the earlier', async () => {
    const rows = calls(days('2026-07', 'aooo'), days('2026-08', 'oaa'))
    const { ask } = await measured({ calls: rows }, [connected])
    const asked = { by: ['day'], cumulative: 'month', period: '2026-08', compare: ['previous'] }
    expect(await ask(asked)).toMatchObject([
      { period: '2026-08-01', numerator: 0, denominator: 1, previous_value: 1 },
      { period: '2026-08-02', numerator: 1, denominator: 2, previous_value: 0.5 },
      { period: '2026-08-03', numerator: 2, denominator: 3, previous_value: 1 / 3 },
    ])
    expect(await ask({ by: ['month'], cumulative: 'year', period: '2026-Q3' })).toMatchObject([
      { period: '2026-07', denominator: 4 },
      { period: '2026-08', denominator: 7 },
    ])
    await expect(ask({ by: ['month'], cumulative: 'month' })).rejects.toThrow('Nothing shorter')
    await expect(ask({ compare: ['previous'] })).rejects.toThrow('no earlier period')
  })
})
