import { beforeAll, describe, expect, it } from 'vitest'
import { minimumN } from '../../metrics/define-indicator.ts'
import { exampleCsv, exampleRows, exampleTables } from '../../metrics/example.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import type { IndicatorValue } from '../support/bank.ts'
import { measureExamples } from '../support/example-banks.ts'

const indicators = await readIndicators()
const withExample = indicators.filter(({ example }) => example !== undefined)
const parts = ['excluded', 'unknown', 'immature'] as const

describe('a worked example', () => {
  it('is part of every indicator', () => {
    const without = indicators.filter((each) => !withExample.includes(each))
    expect(without.map(({ name }) => name)).toEqual([])
    expect(indicators.length).toBeGreaterThan(0)
  })

  it.each(withExample)('$name: is short enough for a pencil', ({ example }) => {
    const sizes = exampleTables(example).map(([, text]) => exampleRows(text).rows.length)
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12)
  })

  it.each(withExample)('$name: shows what counts, what does not, and every part', (indicator) => {
    const { numerator, denominator, value, ...counts } = indicator.example.expect
    expect(value).toBeGreaterThan(0)
    if (indicator.kind === 'rate') expect(numerator).toBeLessThan(denominator ?? 0)
    for (const part of parts) {
      expect((counts[`${part}_count`] ?? 0) > 0, part).toBe(part in indicator)
    }
    if ('immature' in indicator) expect(indicator.maturity).toBeDefined()
  })

  it('is delivered with the columns that it leaves out, notes dropped and records repeated', () => {
    const text = `
      survey_id|rating|times|note
      S1       |5     |2    |twice
      S2       |-     |1    |no rating`
    const others = 'phone,sms,2026-03-10 10:00:00,true,2026-03-10 12:00:00,5'
    expect(exampleCsv('surveys', text).split('\n')).toEqual([
      'survey_id,rating,channel,method,invited_at,delivered,responded_at,scale',
      `S1-1,5,${others}`,
      `S1-2,5,${others}`,
      `S2,,${others}`,
      '',
    ])
  })

  it('is refused when a row has more or fewer cells than the table has columns', () => {
    expect(() => exampleRows('a|b\n1|2|3')).toThrow('3 cells in 2 columns: 1 | 2 | 3')
  })
})

describe('the worked examples, from files to values', () => {
  let found: ReadonlyMap<string, IndicatorValue>
  beforeAll(async () => {
    found = await measureExamples(withExample)
  })

  it.each(withExample)('$name comes out as worked out by hand', ({ name, example }) => {
    const { numerator, denominator, value, ...counts } = example.expect
    expect(found.get(name)).toMatchObject({
      numerator: closeTo(numerator),
      denominator: closeTo(denominator),
      value: closeTo(value),
      excluded_count: 0,
      unknown_count: 0,
      immature_count: 0,
      ...counts,
    })
  })

  it.each(withExample)('$name has a small sample when its denominator says so', (indicator) => {
    const least = minimumN(indicator)
    const { denominator } = indicator.example.expect
    const isSmall = least !== null && denominator !== null && denominator < least
    expect(found.get(indicator.name)?.status === 'small_n').toBe(isSmall)
  })
})

function closeTo(expected: number | null): unknown {
  return expected === null ? null : expect.closeTo(expected, 9)
}
