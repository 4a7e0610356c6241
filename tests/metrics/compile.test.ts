import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader, type Row } from '../../core/database.ts'
import { addsUp, compileMetric } from '../../metrics/compile.ts'
import { readQuestion } from '../../metrics/compile-question.ts'
import { type Group, groupColumns, type Indicator } from '../../metrics/define-indicator.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { queryMetrics } from '../../metrics/query-metrics.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const groups = Object.keys(groupColumns) as Group[] // the keys of a literal are its type
const compare = ['previous', 'year_ago'] as const

describe('a question to an invented bank in the middle of a month', () => {
  let bank: Bank
  let database: Database
  let indicators: readonly Indicator[]
  beforeAll(async () => {
    bank = makeBank()
    const { inbox } = bank.workspace
    await makeDemo({ inbox, contacts: 6000, months: 14, until: '2026-09-30' })
    await bank.load()
    await bank.build('2026-09-20T12:00:00+08:00')
    database = await openReader(bank.workspace.warehouse)
    indicators = await readIndicators()
  })
  afterAll(() => {
    database.close()
    bank.remove()
  })

  const measuredBy = (group: string) =>
    indicators.filter((each) => group === 'all' || each.by.some((by) => by === group))

  it.each(
    ['day', 'month', 'quarter', 'year'].flatMap((grain) =>
      ['all', ...groups].map((group) => [grain, group]),
    ),
  )('is answered by %s and %s as indicators.values says', async (grain, group) => {
    const asked = measuredBy(group)
    const by = group === 'all' ? [grain] : [group, grain]
    const names = asked.map((each) => each.name)
    const rows: readonly Row[] = await queryMetrics(database, { indicators: names, by, compare })
    const stored = await database.rows(`select *, local_midnight(period_end + 1) > as_of as is_open
      from indicators.values where period_type = '${grain}' and grouped_by = '${group}'`)
    const found = new Map(rows.map((row) => [keyOf(row, row[group] ?? 'all', row.period), row]))
    const wrong = stored.flatMap((row) => {
      const key = keyOf(row, row.group_id, row.period_id)
      return differences(asked, row, found.get(key)).map((each) => `${key}: ${each}`)
    })
    expect(wrong).toEqual([])
    expect(rows.length).toBe(stored.length)
    expect(stored.length).toBeGreaterThan(grain === 'year' ? 1 : 10)
  })

  it.each(['all', ...groups])(
    'by %s has the same numbers from the daily counts and from the rows',
    async (group) => {
      const additive = measuredBy(group).filter(addsUp)
      const request = {
        indicators: additive.map((each) => each.name),
        by: group === 'all' ? ['month'] : [group, 'month'],
        compare,
      }
      const daily = await compileMetric(database, readQuestion(request, indicators))
      const counted = { ...request, where: 'true' }
      const marts = await compileMetric(database, readQuestion(counted, indicators))
      expect(daily.sql).toContain('indicators.daily')
      expect(marts.sql).not.toContain('indicators.daily')
      const fast: readonly Row[] = await queryMetrics(database, request)
      const slow: readonly Row[] = await queryMetrics(database, counted)
      expect(slow.length).toBe(fast.length)
      expect(fast.length).toBeGreaterThan(10)
      const wrong = fast.filter((row, index) =>
        Object.entries(row).some(([name, value]) => !isNear(value, slow[index]?.[name])),
      )
      expect(wrong).toEqual([])
    },
  )

  it('by several groups adds up to each of them', async () => {
    const ask = (by: readonly string[]) =>
      queryMetrics(database, { indicators: ['fcr_rate', 'connect_rate'], by, period: '2026-Q2' })
    const fine: readonly Row[] = await ask(['channel', 'department', 'product'])
    const coarse: readonly Row[] = await ask(['channel'])
    const sums = new Map<string, number>()
    for (const row of fine) {
      const key = `${row.indicator} ${row.channel}`
      sums.set(key, (sums.get(key) ?? 0) + Number(row.denominator))
    }
    expect(fine.length).toBeGreaterThan(coarse.length)
    expect(Object.fromEntries(sums)).toEqual(
      Object.fromEntries(coarse.map((row) => [`${row.indicator} ${row.channel}`, row.denominator])),
    )
  })

  it('by a condition on a group is the row of that group', async () => {
    const counted = indicators.filter((each) => each.by.includes('department') && addsUp(each))
    const names = counted.map((each) => each.name)
    const request = { indicators: names, period: '2026-Q2', compare }
    const chosen: readonly Row[] = await queryMetrics(database, {
      ...request,
      where: "department_id = 'D02'",
    })
    const grouped: readonly Row[] = await queryMetrics(database, {
      ...request,
      by: ['department'],
      having: "department = 'D02'",
    })
    expect(grouped.length).toBeGreaterThan(20)
    const found = new Map(chosen.map((row) => [row.indicator, row]))
    for (const { department, ...row } of grouped) {
      expect(department).toBe('D02')
      const other = found.get(row.indicator)
      const wrong = Object.entries(row).filter(([name, value]) => !isNear(value, other?.[name]))
      expect(wrong).toEqual([])
    }
  })
})

function keyOf(row: Row, group: unknown, period: unknown): string {
  return [row.indicator, group, period].join(' ')
}

/** `indicators.values` leaves a comparison out where no daily counts make it; the answer has it. */
function differences(asked: readonly Indicator[], stored: Row, found: Row | undefined) {
  if (found === undefined) return ['has no row']
  const indicator = asked.find((each) => each.name === stored.indicator)
  const isCompared =
    indicator?.kind !== 'stock' && (stored.is_open !== true || (indicator && addsUp(indicator)))
  const pairs: readonly (readonly [string, unknown])[] = [
    ...['numerator', 'denominator', 'value'].map((name) => [name, stored[name]] as const),
    ...[
      ['previous_value', stored.previous_value] as const,
      ['year_ago_value', stored.year_ago_value] as const,
      ['previous_is_clear', stored.change_is_clear] as const,
    ].filter(([, value]) => isCompared || value !== null),
  ]
  return pairs
    .filter(([name, value]) => !isNear(value, found[name]))
    .map(([name, value]) => `${name} is ${found[name]} instead of ${value}`)
}

function isNear(one: unknown, other: unknown): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one))
}
