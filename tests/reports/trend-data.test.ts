import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'

const query = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../reports/data', `${name}.sql`), 'utf8')

let database: Database
beforeEach(async () => {
  database = await openDatabase()
  await database.run(`create schema indicators; create schema findings;
    set variable period_id = '2026-Q3'; set variable previous_id = '2026-Q2';
    set variable period_end = '2026-09-30'; set variable subject_by = 'all'`)
})
afterEach(() => database.close())

describe('trends', () => {
  it('carry the limits and the signal of the same month and group, and none where there are none', async () => {
    await database.run(`
      create table indicators.shown as from (values
        ('r', 'month', '2026-08', date '2026-08-01', date '2026-08-31', 'all', 'all', 0.9, 'value'),
        ('r', 'month', '2026-09', date '2026-09-01', date '2026-09-30', 'all', 'all', 0.8, 'value'),
        ('r', 'month', '2026-10', date '2026-10-01', date '2026-10-31', 'all', 'all', 0.7, 'value'))
        shown(indicator, period_type, period_id, period_start, period_end, grouped_by, group_id, value, sign);
      alter table indicators.shown add column ci_low double;
      alter table indicators.shown add column ci_high double;
      alter table indicators.shown add column target double;
      alter table indicators.shown add column denominator double;
      create table indicators.control_limits as from (values
        ('r', '2026-09', 'all', 'all', 0.9, 0.85, 0.95, 'beyond_limits', 'low'),
        ('r', '2026-09', 'channel', 'all', 0.1, 0.0, 0.2, '', ''))
        limits(indicator, period_id, grouped_by, group_id, center, low, high, signal, side)`)
    expect(
      await database.rows(
        `select month, center, limit_low, limit_high, signal, side from (${query('trend')})`,
      ),
    ).toEqual([
      { month: '2026-08', center: null, limit_low: null, limit_high: null, signal: '', side: '' },
      {
        ...{ month: '2026-09', center: 0.9, limit_low: 0.85, limit_high: 0.95 },
        ...{ signal: 'beyond_limits', side: 'low' },
      },
    ])
  })
})

describe('findings that came and went', () => {
  const put = (kind: string, period: string, slice: string, sentence = slice) =>
    database.run(`insert into findings."all" values ('${kind}', 'complaints', '${period}',
      '${slice}', 1, '${sentence}', '${sentence}', 'proposed')`)
  const moves = async () =>
    (await database.rows(`select move, slice from (${query('finding_moves')})`)).map(
      ({ move, slice }) => `${move} ${slice}`,
    )
  beforeEach(() =>
    database.run(`create table findings.definitions (kind varchar, title_zh varchar, title_en varchar);
      create table findings."all" (kind varchar, metric varchar, period_id varchar, slice varchar,
        rank bigint, sentence_zh varchar, sentence_en varchar, status varchar)`),
  )

  it('are those that one of two periods has; what both have is neither', async () => {
    await put('early_warning', '2026-Q2', 'cause=C01')
    await put('early_warning', '2026-Q2', 'cause=C02')
    await put('early_warning', '2026-Q3', 'cause=C02', 'in other words')
    await put('early_warning', '2026-Q3', 'cause=C03')
    await put('early_warning', '2026-Q1', 'cause=C04')
    expect(await moves()).toEqual(['new cause=C03', 'gone cause=C01'])
  })

  it('leave out what each period lists anew', async () => {
    await put('early_warning', '2026-Q2', 'cause=C01')
    for (const kind of ['change', 'drill', 'pareto', 'cause_department']) {
      await put(kind, '2026-Q3', 'cause=C09')
    }
    expect(await moves()).toEqual(['gone cause=C01'])
  })

  it('are none in the first period with data, nor in the edition of a department', async () => {
    await put('early_warning', '2026-Q3', 'cause=C03')
    expect(await moves()).toEqual([])
    await put('early_warning', '2026-Q2', 'cause=C01')
    await database.run(`set variable subject_by = 'department'`)
    expect(await moves()).toEqual([])
  })
})
