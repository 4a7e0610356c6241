import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, openReader } from '../../core/database.ts'
import type { Indicator } from '../../metrics/define-indicator.ts'
import { type Explanation, explainNumber } from '../../metrics/explain.ts'
import { parts } from '../../metrics/explain-parts.ts'
import { publishedNumber, readNumberQuestion } from '../../metrics/explain-question.ts'
import { recount } from '../../metrics/explain-recount.ts'
import { martRows, proveRows, sideOfPart, tableRows } from '../../metrics/explain-rows.ts'
import type { CountedSide } from '../../metrics/explain-sides.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const files = {
  'contacts/pbx/2026-03-31.csv': table`
    contact_id|channel |direction|started_at         |requested_agent|answered_at        |ended_at           |outcome           |talk_seconds|hold_seconds|wrap_seconds|is_test|customer_id|reason_code|updated_at
    C01       |phone   |inbound  |2026-03-31 09:00:00|true           |2026-03-31 09:00:05|2026-03-31 09:02:05|answered          |120         |0           |30          |false  |A          |loan       |2026-03-31 10:00:00
    C02       |phone   |inbound  |2026-03-31 09:10:00|true           |2026-03-31 09:10:20|2026-03-31 09:13:40|answered          |180         |20          |40          |false  |A          |loan       |2026-03-31 10:00:00
    C03       |phone   |inbound  |2026-03-31 09:20:00|true           |2026-03-31 09:20:21|2026-03-31 09:24:21|answered          |-           |0           |60          |false  |-          |-          |2026-03-31 10:00:00
    C04       |phone   |inbound  |2026-03-31 09:30:00|true           |-                  |2026-03-31 09:30:03|abandoned         |-           |-           |-           |false  |-          |-          |2026-03-31 10:00:00
    C05       |phone   |inbound  |2026-03-31 09:40:00|true           |-                  |2026-03-31 09:40:45|abandoned         |-           |-           |-           |false  |-          |-          |2026-03-31 10:00:00
    C06       |phone   |inbound  |2026-03-31 10:00:00|true           |-                  |2026-03-31 10:00:30|callback_requested|-           |-           |-           |false  |-          |-          |2026-03-31 11:00:00
    C07       |phone   |inbound  |2026-03-31 10:20:00|true           |2026-03-31 10:20:02|2026-03-31 10:21:02|answered          |60          |0           |10          |true   |-          |-          |2026-03-31 11:00:00
    C08       |app_chat|inbound  |2026-03-31 10:30:00|true           |2026-03-31 10:30:10|2026-03-31 10:31:50|answered          |100         |0           |20          |false  |B          |loan       |2026-03-31 11:00:00
    C09       |fax     |inbound  |2026-03-31 10:40:00|true           |-                  |-                  |answered          |-           |-           |-           |false  |-          |-          |2026-03-31 11:00:00`,
  // the newer version of C02 comes in a file of its own
  'contacts/pbx/2026-04-01.csv': table`
    contact_id|channel|direction|started_at         |requested_agent|answered_at        |ended_at           |outcome |talk_seconds|hold_seconds|wrap_seconds|customer_id|reason_code|updated_at
    C02       |phone  |inbound  |2026-03-31 09:10:00|true           |2026-03-31 09:10:20|2026-03-31 09:13:40|answered|180         |20          |50          |A          |loan       |2026-03-31 12:00:00`,
  'complaints/all.csv': table`
    complaint_id|channel|source_body|received_at        |limit_days|closed_at          |outcome   |duplicate_of|narrative
    P1          |phone  |self       |2026-03-01 09:00:00|15        |2026-03-03 17:00:00|resolved  |-           |a secret story
    P2          |phone  |self       |2026-03-02 09:00:00|15        |2026-03-06 17:00:00|resolved  |-           |-
    P3          |phone  |self       |2026-03-03 09:00:00|15        |-                  |open      |-           |-
    P4          |phone  |self       |2026-03-04 09:00:00|15        |2026-03-10 17:00:00|unresolved|-           |-
    P5          |phone  |self       |2026-03-05 09:00:00|15        |2026-03-06 17:00:00|withdrawn |-           |-
    P6          |phone  |nfra       |2026-03-06 09:00:00|15        |2026-03-07 17:00:00|duplicate |P2          |-`,
  'surveys/all.csv': table`
    survey_id|contact_id|channel|method|invited_at         |delivered|responded_at       |scale|rating|nps_score|comment
    S1       |C01       |phone  |sms   |2026-03-31 12:00:00|true     |2026-03-31 13:00:00|5    |5     |10       |a secret word
    S2       |C02       |phone  |sms   |2026-03-31 12:00:00|true     |2026-03-31 13:00:00|5    |2     |3        |-
    S3       |C03       |phone  |sms   |2026-03-31 12:00:00|true     |2026-03-31 13:00:00|3    |3     |9        |-
    S4       |-         |phone  |sms   |2026-03-31 12:00:00|true     |2026-03-31 13:00:00|5    |-     |-        |-`,
  'inspections/all.csv': table`
    inspection_id|mode     |sampling|agent_id|channel|contact_at         |inspected_at       |inspector_id|d1_score|d2_score|is_valid|critical_error_count
    Q1           |recording|random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |90      |90      |true    |0
    Q2           |recording|random  |A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |80      |80      |false   |0
    Q3           |recording|targeted|A1      |phone  |2026-03-01 10:00:00|2026-03-02 10:00:00|I1          |10      |10      |true    |3`,
  'exposure/all.csv': table`
    month  |department_id|product_code|customers|outlets
    2026-03|-            |-           |1000000  |40`,
}

/** Marts to the staging tables of their rows, as the lineage finds them. */
const keys: Readonly<Record<string, readonly [string, string]>> = {
  'marts.contacts': ['contacts', 'contact_id'],
  'marts.needs': ['contacts', 'contact_id'],
  'marts.complaints': ['complaints', 'complaint_id'],
  'marts.complaint_spells': ['complaints', 'complaint_id'],
  'marts.surveys': ['surveys', 'survey_id'],
  'marts.inspections': ['inspections', 'inspection_id'],
  'marts.tickets': ['tickets', 'ticket_id'],
}

function homeOf({ from }: CountedSide) {
  const [contract = '', key = ''] = keys[from] ?? []
  return { staging: `staging.${contract}`, key: [{ mart: key, staging: key }] }
}

describe('the proof of a number', () => {
  let bank: Bank
  let database: Database
  /** A copy that may be changed. */
  let forged: Database
  let indicators: readonly Indicator[]
  beforeAll(async () => {
    bank = makeBank(files)
    await bank.load()
    await bank.build('2026-04-02T00:00:00+08:00')
    indicators = await readIndicators()
    database = await openReader(bank.workspace.warehouse)
    const copy = join(bank.workspace.home, 'forged.duckdb')
    copyFileSync(bank.workspace.warehouse, copy)
    forged = await openDatabase(copy)
  })
  afterAll(() => {
    database.close()
    forged.close()
    bank.remove()
  })

  const ask = (name: string, period: string, group?: string) =>
    readNumberQuestion(indicators, name, period, group)

  const explain = async (
    name: string,
    period: string,
    group?: string,
    warehouse = database,
  ): Promise<Explanation> =>
    explainNumber(warehouse, ask(name, period, group), async (side) => ({
      home: homeOf(side),
      contract: keys[side.from]?.[0] ?? '',
      others: [],
    }))

  it('counts every published number again with the same result, of every kind and group', async () => {
    const published = await database.rows<Record<string, string>>(
      `select indicator, period_id, grouped_by, group_id from indicators.values
      where period_type in ('day', 'quarter')`,
    )
    const kinds = new Set<string>()
    for (const { indicator = '', period_id = '', grouped_by, group_id } of published) {
      const question = ask(indicator, period_id, `${grouped_by}=${group_id}`)
      const number = await publishedNumber(database, question)
      const { checks } = await recount(database, question, number)
      kinds.add(question.indicator.kind)
      expect(
        checks.filter((each) => !each.agrees),
        `${indicator} ${period_id} ${group_id}`,
      ).toEqual([])
    }
    expect([...kinds].sort()).toEqual([
      'composite',
      'mean',
      'per_exposure',
      'quantile',
      'rate',
      'stock',
      'survival_median',
    ])
    expect(published.length).toBeGreaterThan(200)
  })

  it('every row that is excluded has a reason with a name', async () => {
    const { sides, published, problems } = await explain('connect_rate', '2026-03-31')
    expect(sides[0]?.reasons.map(({ code, rows }) => [code, rows])).toEqual([
      ['test', 1],
      ['short_abandon', 1],
      ['callback_requested', 1],
    ])
    expect(published.excluded_count).toBe(3)
    expect(problems).toEqual([])
    for (const { name } of indicators) {
      const reasons = (await explain(name, '2026-03')).sides.flatMap((side) => side.reasons)
      expect(
        reasons.map(({ code }) => code),
        name,
      ).not.toContain('other')
    }
  })

  it('names a reason only where it is one: withdrawn complaints count as received', async () => {
    const codes = async (name: string) =>
      (await explain(name, '2026-03')).sides[0]?.reasons.map(({ code }) => code)
    expect(await codes('complaint_rate_per_10k')).toEqual(['duplicate'])
    expect(await codes('complaint_resolution_rate')).toEqual(['duplicate', 'withdrawn'])
    expect(await codes('csat_mean')).toEqual(['scale_3'])
    expect(await codes('qa_pass_rate')).toEqual(['targeted', 'invalid'])
  })

  it('names the files of the newest versions, and their counts add up', async () => {
    const { sides } = await explain('connect_rate', '2026-Q1', 'channel=phone')
    expect(sides[0]?.files).toMatchObject([
      {
        file: 'contacts/pbx/2026-03-31.csv',
        numerator_rows: 2,
        denominator_rows: 3,
        other_rows: 3,
        rows_read: 9,
        rows_accepted: 7,
        rows_duplicate: 1,
        rows_quarantined: 1,
        adds_up: true,
        program_version: 'test',
      },
      {
        file: 'contacts/pbx/2026-04-01.csv',
        numerator_rows: 1,
        denominator_rows: 1,
        other_rows: 0,
        rows_read: 1,
        adds_up: true,
      },
    ])
    expect(sides[0]?.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(sides[0]?.refused).toEqual({
      records: 1,
      reasons: [{ column_name: 'channel', reason: 'unknown_code', records: 1 }],
    })
  })

  it('shows both marts of a count per rows of another', async () => {
    const { sides, recount: again } = await explain('complaint_rate_per_10k', '2026-Q1')
    expect(sides.map(({ side }) => [side.role, side.from])).toEqual([
      ['numerator', 'marts.complaints'],
      ['denominator', 'marts.contacts'],
    ])
    expect(again.checks.map((check) => check.counted)).toEqual([5, 4, 12500, 1, 0, 0])
    expect(sides[1]?.files.map((file) => file.denominator_rows)).toEqual([3, 1])
  })

  it('shows the values on either side of a quantile', async () => {
    // 150 and 250 s; place (2 − 1) × 0.9
    const { detail, published } = await explain('aht_seconds_p90', '2026-03-31')
    expect(published.value).toBeCloseTo(240, 9)
    expect(detail?.rows).toMatchObject([
      { place: 0, measured: 150 },
      { place: 1, measured: 250 },
    ])
    expect(detail?.rows.map((row) => Number(row.weight).toFixed(3))).toEqual(['0.100', '0.900'])
  })

  it('shows the risk table of a median with open cases', async () => {
    // closed after 2, 4 and 6 days; P3 is open for 29 days
    const { detail, published } = await explain('complaint_median_days', '2026-03')
    expect(published.value).toBe(4)
    expect(detail?.rows).toEqual([
      { days: 2, at_risk: 4, events: 1, censored: 0, survival: 0.75 },
      { days: 4, at_risk: 3, events: 1, censored: 0, survival: expect.closeTo(0.5, 12) },
      { days: 6, at_risk: 2, events: 1, censored: 0, survival: expect.closeTo(0.25, 12) },
      { days: 29, at_risk: 1, events: 0, censored: 1, survival: expect.closeTo(0.25, 12) },
    ])
  })

  it('shows the months of an exposure and the parts of a score', async () => {
    const outlets = await explain('complaints_per_1k_outlets', '2026-03')
    expect(outlets.detail?.rows).toMatchObject([{ month: '2026-03', amount: 40 }])
    const score = await explain('quality_score', '2026-03')
    expect(score.detail?.rows.map((row) => row.indicator)).toHaveLength(7)
    expect(score.published.value).toBeNull() // no sample of 30
    expect(score.problems).toEqual([])
  })

  it('lists as many rows as every published count says', async () => {
    let proved = 0
    for (const indicator of indicators) {
      const question = ask(indicator.name, '2026-03')
      const number = await publishedNumber(database, question)
      for (const part of parts) {
        let side: CountedSide | undefined
        try {
          side = sideOfPart(question, part)
        } catch {
          continue // a quantile has no numerator
        }
        const shown = (from: CountedSide) => ({
          home: homeOf(from),
          columns: homeOf(from).key.map((each) => each.mart),
          hasCustomer: false,
        })
        const rows =
          side === undefined
            ? tableRows(question, number, part)
            : martRows(question, number, part, side, shown(side))
        for (const { found, published, agrees } of await proveRows(database, rows)) {
          expect(agrees, `${indicator.name} ${part}: ${found} of ${published}`).toBe(true)
          proved++
        }
      }
    }
    expect(proved).toBeGreaterThan(150)
  })

  it('shows where a row was delivered, and of the customer the beginning of the key only', async () => {
    const question = ask('connect_rate', '2026-03-31')
    const side = sideOfPart(question, 'numerator')
    if (side === undefined) throw new Error('a rate counts rows')
    const shown = { home: homeOf(side), columns: ['contact_id'], hasCustomer: true }
    const number = await publishedNumber(database, question)
    const rows = await database.rows(martRows(question, number, 'numerator', side, shown).sql)
    expect(rows).toMatchObject([
      { contact_id: 'C01', file: 'contacts/pbx/2026-03-31.csv', record: 1 },
      { contact_id: 'C02', file: 'contacts/pbx/2026-04-01.csv', record: 1 },
      { contact_id: 'C03', file: 'contacts/pbx/2026-03-31.csv', record: 3, customer: null },
    ])
    expect(rows[0]?.customer).toMatch(/^[0-9a-f]{8}$/)
    expect(rows[0]?.customer).toBe(rows[1]?.customer)
  })

  it.each([
    ['conect_rate', '2026-03', undefined, 'no indicator "conect_rate"', 'connect_rate'],
    ['connect_rate', '2026-13', undefined, 'not a period', '2026-Q3'],
    ['connect_rate', '2026-03', 'chanel=phone', 'not measured by chanel', 'channel=phone'],
    ['connect_rate', '2026-03', 'cause=x', 'not measured by cause', 'channel, department'],
    ['connect_rate', '2026-03', 'phone', 'not a group', 'channel=phone'],
    ['quality_score', '2026-03', 'channel=phone', 'not measured by channel', 'whole bank only'],
    ['connect_rate', '2026-03', 'channel=phon', 'no number for channel=phon', 'channel=phone'],
    ['connect_rate', '2026-03', 'channel=app_chat', 'nothing was counted', 'with a number: phone'],
    ['connect_rate', '2031-Q1', undefined, 'no data', 'from 2026-Q1 to 2026-Q1'],
  ])('%s %s %s: %s', async (name, period, group, message, hint) => {
    await expect(explain(name, period, group)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  })

  /** The problems of the connect rate after a change behind everybody's back, then undone. */
  const problemsAfter = async (change: string): Promise<readonly string[]> => {
    await forged.run('begin')
    try {
      await forged.run(change)
      return (await explain('connect_rate', '2026-03-31', undefined, forged)).problems
    } finally {
      await forged.run('rollback')
    }
  }

  it.each([
    [
      'a published numerator',
      `update indicators.values set numerator = 4 where indicator = 'connect_rate'`,
      ['numerator: published 4, counted 3'],
    ],
    [
      'a row of a mart',
      `update marts.contacts set is_offered = true where contact_id = 'C06'`,
      [
        'denominator: published 4, counted 5',
        expect.stringContaining('value: published 0.75'),
        'excluded_count: published 3, counted 2',
      ],
    ],
    [
      'the version of the definition',
      `update indicators.values set definition_version = 9`,
      [expect.stringContaining('published by version 9 of the definition')],
    ],
    [
      'a file of the ledger',
      `delete from ops.files where file like '%04-01.csv'`,
      ['1 row(s) of marts.contacts lead to no file of ops.files'],
    ],
    [
      'a count of the ledger',
      `update ops.files set rows_read = 10 where file like '%03-31.csv'`,
      ['contacts/pbx/2026-03-31.csv: its rows do not add up to rows_read'],
    ],
  ])('is found out: %s was changed', async (_, change, expected) => {
    expect(await problemsAfter(change)).toEqual(expected)
  })
})
