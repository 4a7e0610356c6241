import { copyFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { type Indicator, minimumN } from '../../metrics/define-indicator.ts'
import { exampleCsv, exampleRows, exampleTables } from '../../metrics/example.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { measure } from '../../metrics/measure.ts'
import { build } from '../../transforms/build.ts'
import { readModels } from '../../transforms/model.ts'
import { type IndicatorValue, makeBank } from '../support/bank.ts'

/** Examples that can lie in one bank, since none reads a table that another one fills. */
interface Shared {
  readonly asOf: string
  readonly indicators: Indicator[]
}

const indicators = await readIndicators()
const withExample = indicators.filter(({ example }) => example !== undefined)
const tablesOf = (indicator: Indicator) => exampleTables(indicator.example)
const countNames = ['excluded_count', 'unknown_count', 'immature_count'] as const

describe('a worked example', () => {
  it('is part of every indicator', () => {
    expect(indicators.filter((each) => !withExample.includes(each))).toEqual([])
    expect(indicators.length).toBeGreaterThan(0)
  })

  it.each(withExample)(
    'of $name has 5 to 12 records, and says where a case ripens',
    (indicator) => {
      const [main = 0, ...others] = tablesOf(indicator)
        .map(([, text]) => exampleRows(text).rows.length)
        .sort((a, b) => b - a)
      expect(main).toBeGreaterThanOrEqual(5)
      expect(Math.max(main, ...others)).toBeLessThanOrEqual(12)
      if ('immature' in indicator) expect(indicator.maturity).toBeDefined()
    },
  )

  it.each(withExample)('of $name shows what counts, what does not, and every part', (indicator) => {
    const { expect: expected } = indicator.example
    expect(expected.value).toBeGreaterThan(0)
    if (indicator.kind === 'rate')
      expect(expected.numerator).toBeLessThan(expected.denominator ?? 0)
    for (const count of countNames) {
      const isStated = count.replace('_count', '') in indicator
      expect((expected[count] ?? 0) > 0, count).toBe(isStated)
    }
  })
})

describe('the worked examples, from files to values', () => {
  const found = new Map<string, IndicatorValue>()
  const prepared = makeBank()
  beforeAll(async () => {
    await prepared.load()
    await prepared.build('2026-04-01T00:00:00+08:00')
    const waiting = [...shareBanks(await tablesRead())]
    const lane = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        for (const [name, value] of await measureShared(next)) found.set(name, value)
      }
    }
    await Promise.all([lane(), lane()])
  })
  afterAll(() => prepared.remove())

  it.each(withExample)('$name comes out as worked out by hand', (indicator) => {
    const { expect: expected } = indicator.example
    const value = found.get(indicator.name)
    const counts = Object.fromEntries(countNames.map((name) => [name, expected[name] ?? 0]))
    expect(value).toMatchObject({
      numerator: closeTo(expected.numerator),
      denominator: closeTo(expected.denominator),
      value: closeTo(expected.value),
      ...counts,
    })
  })

  it.each(withExample)('$name has a small sample when its denominator says so', (indicator) => {
    const least = minimumN(indicator)
    const { denominator } = indicator.example.expect
    const isSmall = least !== null && denominator !== null && denominator < least
    expect(found.get(indicator.name)?.status === 'small_n').toBe(isSmall)
  })

  /** Fills a copy of the prepared bank with the files of the examples and reads their values. */
  async function measureShared(shared: Shared): Promise<(readonly [string, IndicatorValue])[]> {
    const tables = new Map(shared.indicators.flatMap((each) => tablesOf(each)))
    const bank = makeBank(
      Object.fromEntries(
        [...tables].map(([table, text]) => [`${table}/example.csv`, exampleCsv(table, text)]),
      ),
    )
    try {
      copyFileSync(prepared.workspace.warehouse, bank.workspace.warehouse)
      const { files } = await bank.load(...tables.keys())
      expect(files.map(({ status, rows_quarantined: held }) => [status, held])).toEqual(
        files.map(() => ['loaded', 0]),
      )
      await writeWarehouse(bank.workspace, async (database) => {
        await build(database, {
          zone: bank.workspace.zone,
          asOf: new Date(shared.asOf),
          complaintDays: 'natural',
          only: shared.indicators.flatMap(martsOf),
        })
        await measure(database)
      })
      return await Promise.all(
        shared.indicators.map(async ({ name, example }) => {
          return [name, await bank.value(name, example.period, example.group)] as const
        }),
      )
    } finally {
      bank.remove()
    }
  }
})

function closeTo(expected: number | null): unknown {
  return expected === null ? null : expect.closeTo(expected, 9)
}

function martsOf(indicator: Indicator): readonly string[] {
  if (indicator.kind === 'composite') {
    return indicators.filter(({ name }) => name in indicator.weights).flatMap(martsOf)
  }
  const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? [indicator.per] : []
  return [indicator, ...per].map(({ from }) => from)
}

/** For each indicator the tables that its models read in the end, with those it reads itself. */
async function tablesRead(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const database = await openDatabase()
  const models = new Map((await readModels(database)).map((each) => [each.name, each]))
  database.close()
  const behind = (name: string): readonly string[] =>
    models.get(name)?.reads.flatMap(behind) ?? [name.replace(/^\w+\./, '')]
  const read = (each: Indicator) => [...martsOf(each).flatMap(behind), 'exposure', 'targets']
  return new Map(indicators.map((each) => [each.name, new Set(read(each))]))
}

function shareBanks(reads: ReadonlyMap<string, ReadonlySet<string>>): readonly Shared[] {
  const touches = (one: Indicator, other: Indicator) =>
    tablesOf(other).some(([table]) => reads.get(one.name)?.has(table))
  const agree = (one: Indicator, other: Indicator) =>
    JSON.stringify(one.example.given) === JSON.stringify(other.example.given) ||
    !(touches(one, other) || touches(other, one))
  const banks: Shared[] = []
  for (const indicator of withExample) {
    const { asOf } = indicator.example
    const bank = banks.find(
      (each) => each.asOf === asOf && each.indicators.every((other) => agree(indicator, other)),
    )
    if (bank === undefined) banks.push({ asOf, indicators: [indicator] })
    else bank.indicators.push(indicator)
  }
  return banks
}
