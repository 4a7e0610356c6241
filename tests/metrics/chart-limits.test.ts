import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { createControlLimits } from '../../metrics/control-limits.ts'
import { createDefinitionChanges } from '../../metrics/definition-changes.ts'
import { createFunnels } from '../../metrics/funnels.ts'
import { readIndicators } from '../../metrics/indicators.ts'

let database: Database

beforeEach(async () => {
  database = await openDatabase()
  await database.run(`create schema indicators;
    create table indicators.definitions as from (values ('rate', 'rate', 1.0, false),
      ('seconds', 'mean', 1.0, false), ('per_10k', 'per_exposure', 10000.0, false))
      definitions(indicator, kind, scale, has_exposure);
    create table indicators.hidden (indicator varchar, period_type varchar, period_id varchar,
      grouped_by varchar, group_id varchar, figure varchar);
    create table periods (period_type varchar, period_id varchar, is_open boolean);
    create table indicators."values" (indicator varchar, period_type varchar, period_id varchar,
      period_end date, grouped_by varchar, group_id varchar, numerator double, denominator double,
      value double)`)
  await createDefinitionChanges(database, [])
})
afterEach(() => database.close())

/** Months from January 2025 on, of the whole bank. */
async function putMonths(indicator: string, months: readonly (readonly [number, number])[]) {
  for (const [index, [numerator, denominator]] of months.entries()) {
    const start = `date '2025-01-01' + interval (${index}) month`
    await database.run(`insert into periods select 'month', strftime(${start}, '%Y-%m'), false;
      insert into indicators."values" select '${indicator}', 'month', strftime(${start}, '%Y-%m'),
        last_day(${start}), 'all', 'all', ${numerator}, ${denominator}, ${numerator / denominator}`)
  }
}

async function putDepartments(
  indicator: string,
  groups: Record<string, readonly [number, number]>,
) {
  for (const [id, [numerator, denominator]] of Object.entries(groups)) {
    await database.run(`insert into indicators."values" values ('${indicator}', 'quarter', '2026-Q1',
      date '2026-03-31', 'department', '${id}', ${numerator}, ${denominator}, null)`)
  }
}

describe('control limits', () => {
  const steady = Array.from({ length: 11 }, () => [90, 100] as const)

  it('lie three sigma about the level of the base, and name the month beyond them', async () => {
    await putMonths('rate', [...steady, [60, 100]])
    await createControlLimits(database)
    const rows = await database.rows('from indicators.control_limits order by period_id')
    expect(rows).toHaveLength(12)
    // level (11 × 90 + 60) / 1200 = 0.875, sigma √(0.875 × 0.125 / 100) = 0.03307
    expect(rows[11]).toMatchObject({ chart: 'p', signal: 'beyond_limits', side: 'low' })
    expect(rows[11]?.center).toBeCloseTo(0.875, 12)
    expect(rows[11]?.low).toBeCloseTo(0.875 - 3 * 0.0330719, 6)
    expect(rows[11]?.high).toBeCloseTo(0.875 + 3 * 0.0330719, 6)
  })

  it('of single values are those of their moving ranges', async () => {
    await putMonths(
      'seconds',
      Array.from({ length: 12 }, (_, month) => [month % 2 === 0 ? 100 : 110, 1]),
    )
    await createControlLimits(database)
    const [first] = await database.rows('from indicators.control_limits order by period_id')
    // mean 105, every range 10: 105 ± 26.6
    expect(first).toMatchObject({ chart: 'xmr', center: 105, low: 78.4, high: 131.6, signal: '' })
  })

  it('are not drawn from eleven months, nor of an open one, nor of what is hidden', async () => {
    await putMonths('rate', [...steady, [80, 100]])
    await database.run(`update periods set is_open = true where period_id = '2025-12'`)
    await createControlLimits(database)
    expect(await database.rows('from indicators.control_limits')).toEqual([])
    await database.run(`update periods set is_open = false;
      insert into indicators.hidden values ('rate', 'month', '2025-03', 'all', 'all', 'value')`)
    await createControlLimits(database)
    expect(await database.rows('from indicators.control_limits')).toEqual([])
  })

  it('begin anew where the definition changes', async () => {
    await putMonths('rate', [...steady, ...steady, [90, 100], [50, 100]])
    await database.run(`insert into indicators.definition_changes
      values ('rate', 2, '2025-12-01', '改', 'changed')`)
    await createControlLimits(database)
    const rows = await database.rows('from indicators.control_limits order by period_id')
    expect(rows.map((row) => row.period_id)[0]).toBe('2025-12')
    expect(rows.at(-1)).toMatchObject({ period_id: '2026-12', base_months: 13, side: 'low' })
  })
})

describe('funnels', () => {
  it('hold each department against all together, with limits by its size', async () => {
    await putDepartments('rate', { A: [32, 100], B: [168, 300], C: [3, 5], unknown: [9, 9] })
    await createFunnels(database)
    const rows = await database.rows('from indicators.funnels order by group_id')
    // 203 of 405; at 100 one sigma is √(0.50123 × 0.49877 / 100) = 0.05: 1.96 and 3.09 of them
    expect(rows.map(({ group_id, place, is_small }) => [group_id, place, is_small])).toEqual([
      ['A', 'low_99.8', false],
      ['B', 'high_95', false],
      ['C', 'within', true],
    ])
    expect(rows[0]?.center).toBeCloseTo(203 / 405, 12)
    expect(rows[0]?.low_95).toBeCloseTo(203 / 405 - 1.959964 * 0.05, 5)
    expect(rows[0]?.low_998).toBeCloseTo(203 / 405 - 3.090232 * 0.05, 5)
  })

  it('have limits at sizes between, which narrow as departments grow', async () => {
    await putDepartments('per_10k', { A: [10, 1000], B: [40, 4000] })
    await createFunnels(database)
    const rows = await database.rows('from indicators.funnel_limits order by n')
    expect(rows).toHaveLength(16)
    expect([rows[0]?.n, rows[15]?.n]).toEqual([850, 4320])
    const widths = rows.map((row) => Number(row.high_998) - Number(row.low_998))
    expect(widths).toEqual([...widths].sort((a, b) => b - a))
    const [unit] = await database.rows('from indicators.funnels')
    expect(unit).toMatchObject({ value: 100, center: 100 })
  })

  it('do not show a department that editions hide', async () => {
    await putDepartments('rate', { A: [32, 100], B: [168, 300] })
    await database.run(`insert into indicators.hidden
      values ('rate', 'quarter', '2026-Q1', 'department', 'B', 'value')`)
    await createFunnels(database)
    expect(await database.rows('select group_id from indicators.funnels')).toEqual([
      { group_id: 'A' },
    ])
  })
})

describe('changes of definitions', () => {
  it('are the versions from two on, with the day from which they hold', async () => {
    const [first] = await readIndicators()
    if (first === undefined) throw new Error('no indicator')
    const note = { zh: '剔除回拨', en: 'callbacks left out' }
    const changes = [...first.changes, { version: 2, from: '2026-03-01', note }]
    await createDefinitionChanges(database, [{ ...first, version: 2, changes }])
    expect(await database.rows('from indicators.definition_changes')).toEqual([
      {
        indicator: first.name,
        version: 2,
        valid_from: '2026-03-01',
        note_zh: '剔除回拨',
        note_en: 'callbacks left out',
      },
    ])
  })
})
