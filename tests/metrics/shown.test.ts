import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Database } from '../../core/database.ts'
import { shownColumns } from '../../metrics/shown-columns.ts'
import { makeBank } from '../support/bank.ts'
import { openShown, type ValueRow } from '../support/shown-bank.ts'

const open: Database[] = []
afterEach(() => {
  for (const database of open.splice(0)) database.close()
})

const ask = async (rows: readonly ValueRow[], columns: string, where: string) => {
  const database = await openShown(rows)
  open.push(database)
  return database.rows(`select ${columns} from indicators.shown where ${where} order by all`)
}

/** Of the indicators of the rows alone: the view has a row for every other one too. */
const shown = (rows: readonly ValueRow[], columns: string, where = 'true') => {
  const names = rows.map((each) => `'${each.indicator}'`).join(', ')
  return ask(rows, columns, `indicator in (${names}) and ${where}`)
}

const bank = { indicator: 'fcr_rate', period: '2026-03', groupedBy: 'all', group: 'all' }
const row = (groupedBy: string, group: string, numerator: number, denominator: number) => ({
  ...bank,
  groupedBy,
  group,
  numerator,
  denominator,
})
const department = (group: string, numerator: number, denominator: number) =>
  row('department', group, numerator, denominator)
const whole = (numerator: number, denominator: number) => row('all', 'all', numerator, denominator)

describe('the word for a change', () => {
  const change = async (previous: number, isClear: boolean | undefined, indicator = 'fcr_rate') => {
    const measured = { ...whole(800, 1000), previous, indicator }
    const rows = await shown(
      [isClear === undefined ? measured : { ...measured, isClear }],
      'change',
    )
    return rows[0]?.change
  }

  it('is higher or lower where the interval of the difference leaves out 0', async () => {
    expect(await change(0.7, true)).toBe('higher')
    expect(await change(0.9, true)).toBe('lower')
    expect(await change(0.7, false)).toBe('no_clear_difference')
  })

  it('is no clear difference under what matters in practice, however sure the difference is', async () => {
    expect(await change(0.796, true)).toBe('no_clear_difference')
    expect(await change(0.795, true)).toBe('higher')
    expect(await change(0.805, true)).toBe('lower')
  })

  it('is missing where no interval is defined, unless the difference does not matter anyway', async () => {
    const value = 300
    const seconds = async (previous: number) =>
      (
        await shown(
          [{ ...whole(300_000, 1000), indicator: 'aht_seconds', value, previous }],
          'change',
        )
      )[0]
    expect(await seconds(310)).toEqual({ change: null })
    expect(await seconds(304)).toEqual({ change: 'no_clear_difference' })
  })

  it('takes the least difference of the indicator before that of its unit', async () => {
    const score = async (indicator: string) =>
      (await shown([{ ...whole(50, 100), indicator, value: 4.5, previous: 4.1 }], 'change'))[0]
    expect(await score('csat_mean')).toEqual({ change: null })
    expect(await score('nps')).toEqual({ change: 'no_clear_difference' })
  })
})

describe('a group against the bank', () => {
  const columns = 'group_id, versus_bank'
  const where = `sign = 'value' and grouped_by = 'department'`

  it('is higher, lower or no clear difference by the interval against the rest', async () => {
    // 56/70 against 48/80: Newcombe 0.0524 to 0.3339
    const rows = [whole(104, 150), department('D01', 56, 70), department('D02', 48, 80)]
    expect(await shown(rows, columns, where)).toEqual([
      { group_id: 'D01', versus_bank: 'higher' },
      { group_id: 'D02', versus_bank: 'lower' },
    ])
    // 12/150 against 7/160: −0.0190 to 0.0953
    const unclear = [whole(19, 310), department('D01', 12, 150), department('D02', 7, 160)]
    expect(await shown(unclear, columns, where)).toEqual([
      { group_id: 'D01', versus_bank: 'no_clear_difference' },
      { group_id: 'D02', versus_bank: 'no_clear_difference' },
    ])
  })

  it('of counts per exposure differs by the test of two Poisson rates', async () => {
    const rate = (group: string, count: number, contacts: number) => ({
      ...department(group, count, contacts),
      indicator: 'complaint_rate_per_10k',
      value: (10_000 * count) / contacts,
    })
    const both = (one: number, other: number) => [
      { ...rate('all', one + other, 102_000), groupedBy: 'all' },
      rate('D01', one, 50_000),
      rate('D02', other, 52_000),
    ]
    // 45 of 50,000 against 30 of 52,000: p = 0.057
    expect(await shown(both(45, 30), columns, where)).toMatchObject([
      { versus_bank: 'no_clear_difference' },
      { versus_bank: 'no_clear_difference' },
    ])
    expect(await shown(both(60, 30), columns, where)).toMatchObject([
      { versus_bank: 'higher' },
      { versus_bank: 'lower' },
    ])
  })

  it('is not compared where the group is the whole bank, or no interval is defined', async () => {
    expect(await shown([whole(56, 70), department('D01', 56, 70)], columns, where)).toEqual([
      { group_id: 'D01', versus_bank: null },
    ])
    const means = [whole(9000, 90), department('D01', 5000, 40)].map((each) => ({
      ...each,
      indicator: 'aht_seconds',
    }))
    expect(await shown(means, columns, where)).toEqual([{ group_id: 'D01', versus_bank: null }])
  })
})

describe('a group of under five', () => {
  const hidden = `grouped_by <> 'all' and is_suppressed`

  it('has no number in any column, nor has the next smallest group', async () => {
    const rows = [
      whole(31, 54),
      department('D01', 3, 4),
      department('D02', 8, 20),
      department('D03', 20, 30),
    ]
    expect(
      await shown(
        rows,
        'group_id, numerator, denominator, value, ci_low, excluded_count, status, sign',
        hidden,
      ),
    ).toEqual(
      ['D01', 'D02'].map((group_id) => ({
        group_id,
        numerator: null,
        denominator: null,
        value: null,
        ci_low: null,
        excluded_count: null,
        status: 'small_n',
        sign: 'suppressed',
      })),
    )
    expect(await shown(rows, 'numerator, value', `group_id = 'D03' and sign = 'value'`)).toEqual([
      { numerator: 20, value: 20 / 30 },
    ])
  })

  it('is five or more where it is shown: 5 to 29 are shown and marked as small', async () => {
    const rows = [whole(9, 25), department('D01', 3, 5), department('D02', 6, 20)]
    expect(
      await shown(
        rows,
        'group_id, numerator, status',
        `sign = 'value' and grouped_by = 'department'`,
      ),
    ).toEqual([
      { group_id: 'D01', numerator: 3, status: 'small_n' },
      { group_id: 'D02', numerator: 6, status: 'small_n' },
    ])
  })

  it('is never the bank as a whole', async () => {
    expect(await shown([whole(1, 2)], 'value, is_suppressed', `grouped_by = 'all'`)).toEqual([
      { value: 0.5, is_suppressed: false },
    ])
  })

  it('hides a team of its own department, not of another', async () => {
    const rows = [
      whole(40, 93),
      row('team', 'T1', 1, 3),
      row('team', 'T2', 9, 30),
      row('team', 'T8', 4, 10),
      row('team', 'T9', 20, 50),
    ]
    expect(await shown(rows, 'group_id', hidden)).toEqual([{ group_id: 'T1' }, { group_id: 'T2' }])
  })

  it('is hidden with another month where the quarter would give it away', async () => {
    const months = {
      '2026-01': [3, 20],
      '2026-02': [8, 30],
      '2026-03': [40, 50],
      '2026-Q1': [51, 100],
      2026: [51, 100],
    }
    const rows = Object.entries(months).flatMap(([period, [one = 0, other = 0]]) =>
      [
        whole(one + other, one + other),
        department('D01', one, one),
        department('D02', other, other),
      ].map((each) => ({ ...each, period })),
    )
    expect(await shown(rows, 'period_id, group_id', hidden)).toEqual([
      { period_id: '2026-01', group_id: 'D01' },
      { period_id: '2026-01', group_id: 'D02' },
      { period_id: '2026-02', group_id: 'D01' },
      { period_id: '2026-02', group_id: 'D02' },
    ])
  })

  it('of a day is hidden within the day until two groups and five rows are', async () => {
    const rows = [
      whole(50, 50),
      department('D01', 1, 1),
      department('D02', 2, 2),
      department('D03', 9, 9),
      department('D04', 38, 38),
    ].map((each) => ({ ...each, period: '2026-03-02' }))
    expect(await shown(rows, 'group_id', hidden)).toEqual(
      ['D01', 'D02', 'D03'].map((group_id) => ({ group_id })),
    )
  })

  it.each([
    ['2026-03-02', '2026-03-03', '2027-03-02'],
    ['2026-03', '2026-04', '2027-03'],
    ['2026-Q4', '2027-Q1', '2027-Q4'],
    ['2026', '2027', '2027'],
  ])('of %s stands nowhere as the value before or a year ago', async (period, next, later) => {
    const rows = [period, ...new Set([next, later])].flatMap((each) =>
      [
        whole(60, 70),
        department('D01', 3, each === period ? 4 : 20),
        department('D02', 30, 50),
      ].map((figure) => ({ ...figure, period: each, previous: 0.75, yearAgo: 0.7 })),
    )
    const beside = (where: string, column: string) =>
      shown(rows, column, `period_id = '${where}' and grouped_by <> 'all' and value is not null`)
    const nothing = { previous_value: null, change: null }
    expect(await beside(next, 'previous_value, change')).toEqual([nothing, nothing])
    const no = { year_ago_value: null }
    expect(await beside(later, 'year_ago_value')).toEqual([no, no])
    const bankRow = `period_id = '${later}' and grouped_by = 'all' and value is not null`
    expect(await shown(rows, 'year_ago_value', bankRow)).toEqual([{ year_ago_value: 0.7 }])
  })

  it('of outlets or open cases is shown: there is nobody to protect', async () => {
    const stock = {
      ...department('D01', 2, 0),
      indicator: 'complaint_open_count',
      denominator: null,
      value: 2,
    }
    const outlets = { ...department('D01', 1, 3), indicator: 'complaints_per_1k_outlets' }
    expect(await shown([stock, outlets], 'indicator, numerator', `sign = 'value'`)).toEqual([
      { indicator: 'complaint_open_count', numerator: 2 },
      { indicator: 'complaints_per_1k_outlets', numerator: 1 },
    ])
  })
})

describe('an open period', () => {
  it('is not compared with so many days of the one before where these, or the others, are under five', async () => {
    const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
    const on = (month: string, days: readonly number[], department: string) =>
      days.map((day, index) => {
        const date = `${month}-${String(day).padStart(2, '0')}`
        return `${month}${department}${index},phone,inbound,${date} 10:00:00,1,answered,${department}`
      })
    const early = [1, 2, 3, 4, 5, 6]
    const late = [20, 21, 22, 23, 24, 25]
    const records = [
      ...on('2026-01', [...early, ...late], 'D01'),
      ...on('2026-01', [1, 2, 3, ...late], 'D02'),
      ...on('2026-01', [...early, 20, 21], 'D03'),
      ...['D01', 'D02', 'D03'].flatMap((each) => on('2026-02', early, each)),
    ]
    const measured = makeBank({ 'contacts/a.csv': `${[header, ...records].join('\n')}\n` })
    await measured.load()
    await measured.build('2026-02-10T12:00:00+08:00')
    const earlier = (view: string) =>
      measured.rows(`select group_id, previous_value from indicators."${view}"
        where indicator = 'connect_rate' and period_id = '2026-02' and grouped_by = 'department'
          and value is not null order by all`)
    expect(await earlier('values')).toEqual(
      ['D01', 'D02', 'D03'].map((group_id) => ({ group_id, previous_value: 1 })),
    )
    expect(await earlier('shown')).toEqual([
      { group_id: 'D01', previous_value: 1 },
      { group_id: 'D02', previous_value: null },
      { group_id: 'D03', previous_value: null },
    ])
    measured.remove()
  })
})

describe('what stands in the place of a figure', () => {
  it('is a value for 0, and differs for no data, not applicable and suppressed', async () => {
    const channel = (group: string, numerator: number, denominator: number) => ({
      ...row('channel', group, numerator, denominator),
      indicator: 'connect_rate',
    })
    const all = { ...whole(30, 73), indicator: 'connect_rate' }
    const rows = [all, channel('phone', 0, 40)]
    expect(
      await ask(
        rows,
        'group_id, sign, value',
        `indicator = 'connect_rate' and grouped_by = 'channel'`,
      ),
    ).toEqual([
      { group_id: 'bot', sign: 'not_applicable', value: null },
      { group_id: 'phone', sign: 'value', value: 0 },
      { group_id: 'video', sign: 'no_data', value: null },
      { group_id: 'web_chat', sign: 'not_applicable', value: null },
    ])
    const small = [...rows, channel('video', 1, 3)]
    expect(await ask(small, 'sign', `indicator = 'connect_rate' and group_id = 'video'`)).toEqual([
      { sign: 'suppressed' },
    ])
  })

  it('is 0 for open cases where there is none, and no data for what was not counted', async () => {
    const rows = [whole(5, 40), department('D01', 5, 40)]
    const of = (indicator: string) =>
      ask(rows, 'sign, value', `indicator = '${indicator}' and group_id = 'D01'`)
    expect(await of('complaint_open_count')).toEqual([{ sign: 'value', value: 0 }])
    expect(await of('csat_top2_rate')).toEqual([{ sign: 'no_data', value: null }])
  })

  it('is not applicable where the indicator has no such groups', async () => {
    const rows = [whole(5, 40), row('team', 'T1', 5, 40)]
    expect(await ask(rows, 'sign', `indicator = 'quality_score' and group_id = 'T1'`)).toEqual([
      { sign: 'not_applicable' },
    ])
    expect(await ask(rows, 'sign', `indicator = 'connect_rate' and group_id = 'T1'`)).toEqual([
      { sign: 'no_data' },
    ])
  })
})

describe('the view', () => {
  it('has just the columns that are documented, each with its meaning', async () => {
    const database = await openShown([whole(5, 40)])
    open.push(database)
    const columns = await database.rows<{ name: string; comment: string }>(
      `select column_name as name, comment from duckdb_columns()
      where schema_name = 'indicators' and table_name = 'shown' order by column_index`,
    )
    expect(Object.fromEntries(columns.map((each) => [each.name, each.comment]))).toEqual(
      shownColumns,
    )
  })

  it('shows all of the bank less its shown groups only where that is five rows or more, on any day', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
        async (sizes) => {
          const total = sizes.reduce((sum, each) => sum + each, 0)
          const days = [
            whole(total, total),
            ...sizes.map((n, index) => department(`D${index}`, n, n)),
          ]
          const rows = await shown(
            days.map((each) => ({ ...each, period: '2026-03-02' })),
            'denominator as n',
            `grouped_by = 'department' and sign in ('value', 'suppressed')`,
          )
          const hidden = rows.filter((each) => each.n === null).length
          const rest = total - rows.reduce((sum, each) => sum + Number(each.n ?? 0), 0)
          if (Math.min(...sizes) < 5) expect(hidden).toBeGreaterThan(0)
          if (hidden > 0 && hidden < sizes.length) {
            expect(hidden).toBeGreaterThanOrEqual(2)
            expect(rest).toBeGreaterThanOrEqual(5)
          }
          expect(rows.every((each) => each.n === null || Number(each.n) >= 5)).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  })
})
