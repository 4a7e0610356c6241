import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bank, makeBank } from '../support/bank.ts'
import { countComplaints, countExposure } from './count-complaints.ts'
import { countContacts } from './count-contacts.ts'
import { countInspections } from './count-inspections.ts'
import { countSurveys, countTickets } from './count-surveys.ts'
import { asOf, type Drawn, type DrawnBank, drawBank } from './draw-bank.ts'
import { type Figure, figuresOf } from './figures.ts'
import { scoreOf, type Target } from './score.ts'
import { endOf, type Tallies, text } from './tally.ts'

/** `periods` are those of which stocks are asked: all that data touch. */
function tally(bank: DrawnBank, periods: readonly string[]): Tallies {
  const tallies: Tallies = new Map()
  countContacts(tallies, bank.contacts)
  countTickets(tallies, bank.tickets)
  countSurveys(tallies, bank.surveys, bank.contacts)
  countComplaints(tallies, bank.complaints, bank.contacts, periods)
  countInspections(tallies, bank.inspections)
  countExposure(tallies, bank.complaints, bank.exposure, periods)
  return tallies
}

function asCsv(rows: readonly Drawn[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cell = (name: string, value: Drawn[string]) => {
    if (value === undefined) return ''
    return name.endsWith('_at') ? text(Number(value)).slice(0, 19).replace('T', ' ') : String(value)
  }
  const lines = rows.map((row) => columns.map((name) => cell(name, row[name])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

type Dated = { from: string; to: string | null; [column: string]: unknown }
type Row = Figure & { readonly key: string; readonly [column: string]: unknown }

const isNear = (one: number | null, other: number | null) =>
  one === null || other === null
    ? one === other
    : Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other))

describe.each([1, 2])('an independent computation over drawn bank %i', (seed) => {
  const drawn = drawBank(seed)
  let bank: Bank
  let found: readonly Row[]
  let expected: ReadonlyMap<string, Figure>
  beforeAll(async () => {
    bank = makeBank(
      Object.fromEntries(
        Object.entries(drawn).map(([name, rows]) => [`${name}/a.csv`, asCsv(rows)]),
      ),
    )
    await bank.load()
    await bank.build(new Date(asOf - 8 * 3_600_000).toISOString())
    found = await bank.rows<Row>(`select concat_ws(' ', indicator, period_id,
        grouped_by || '=' || group_id) as key, numerator, denominator, value,
        ci_low as low, ci_high as high,
      from indicators."values" where grouped_by in ('all', 'channel', 'department')`)
    const periods = [...new Set(found.map(({ key }) => key.split(' ')[1] ?? ''))]
    const tallies = tally(drawn, periods)
    const counted = new Set([...tallies.keys()].map((key) => key.split(' ')[0]))
    found = found.filter(({ key }) => counted.has(key.split(' ')[0]))
    expected = figuresOf(tallies)
  }, 300_000)
  afterAll(() => bank.remove())

  it('takes every drawn row', async () => {
    const [{ refused } = { refused: -1 }] = await bank.rows<{ refused: number }>(
      'select count(*) as refused from ops.rejected_rows',
    )
    expect(refused).toBe(0)
  })

  it('finds every numerator, denominator, value and bound', () => {
    const wrong = found.flatMap((row) => {
      const own = expected.get(row.key) ?? {
        numerator: row.numerator === null ? null : 0,
        denominator: row.denominator === null ? null : 0,
        value: row.denominator === null ? 0 : null,
        low: null,
        high: null,
      }
      const isSame = (['numerator', 'denominator', 'value', 'low', 'high'] as const).every((name) =>
        isNear(row[name], own[name]),
      )
      return isSame ? [] : [{ found: row, own }]
    })
    expect(wrong.slice(0, 5)).toEqual([])
    expect(found.length).toBeGreaterThan(20_000)
  })

  it('finds the composite score of every period', async () => {
    const scores = await bank.rows<Row & { period: string }>(
      `select period_id as period, numerator, denominator, value,
      from indicators."values" where indicator = 'quality_score'`,
    )
    const targets = await bank.rows<Target & Dated>(
      `select indicator, floor, target, valid_from::varchar as from, valid_to::varchar as to,
      from reference.targets where grouped_by = 'all'`,
    )
    const wrong = scores.flatMap(({ period, numerator, denominator, value }) => {
      const last = text(endOf(period) - 1).slice(0, 10)
      const valid = targets.filter(({ from, to }) => from <= last && (to ?? last) >= last)
      const own = scoreOf((name) => expected.get(`${name} ${period} all=all`), valid)
      const isSame =
        isNear(numerator, own.numerator) &&
        isNear(denominator, own.denominator) &&
        isNear(value, own.value)
      return isSame ? [] : [{ period, numerator, denominator, value, own }]
    })
    expect(wrong.slice(0, 3)).toEqual([])
    expect(scores.some(({ value }) => value !== null && value > 0 && value < 100)).toBe(true)
  })

  it('finds a row for every group that has a numerator or a denominator', () => {
    const keys = new Set(found.map(({ key }) => key))
    const missing = [...expected].filter(
      ([key, { numerator, denominator }]) =>
        (numerator ?? 0) + (denominator ?? 0) !== 0 && !keys.has(key),
    )
    expect(missing.map(([key]) => key).slice(0, 5)).toEqual([])
  })
})
