import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import { literal } from '../../core/sql.ts'
import type { Indicator } from '../../metrics/define-indicator.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { type Model, readModels } from '../../transforms/model.ts'

let database: Database
let models: readonly Model[]
let indicators: readonly Indicator[]
const found = new Map<string, readonly string[]>()

beforeAll(async () => {
  database = await openDatabase()
  models = await readModels(database)
  indicators = await readIndicators()
  const rows = indicators.map((each) => `(${literal(each.name)}, ${literal(each.article)})`)
  await database.run(`create schema indicators; create table indicators.definitions as
    from (values ${rows.join(', ')}) t(indicator, article)`)
  const step = join(programRoot, 'reports/data/steps/indicator_contracts.sql')
  const listed = await database.rows<{ indicator: string; contracts: string }>(
    `select indicator, string_agg(contract, ' ' order by contract) as contracts
    from (${readFileSync(step, 'utf8')}) group by indicator`,
  )
  for (const { indicator, contracts } of listed) found.set(indicator, contracts.split(' '))
})
afterAll(() => database.close())

/** The canonical table whose rows a mart has: the one of its name, else that of the mart it reads. */
function contractOf(mart: string): string {
  const name = mart.replace(/^marts\./, '')
  const model = models.find((each) => each.name === mart)
  if (model === undefined) throw new Error(`there is no ${mart}`)
  if (model.reads.includes(`staging.${name}`)) return name
  const [first, second] = model.reads.filter((each) => each.startsWith('marts.'))
  if (first === undefined || second !== undefined) throw new Error(`${mart} has rows of its own`)
  return contractOf(first)
}

function countedBy(indicator: Indicator): readonly string[] {
  if (indicator.kind === 'composite') {
    const parts = Object.keys(indicator.weights)
    return indicators.filter((each) => parts.includes(each.name)).flatMap(countedBy)
  }
  const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? indicator.per : null
  return [indicator.from, ...(per === null ? [] : [per.from])].map(contractOf)
}

it('every indicator is tied to the canonical tables whose rows it counts; a new one that counts others than its family needs a line in reports/data/steps/indicator_contracts.sql', () => {
  // whether a contact was invited stands in the surveys
  const besides: Readonly<Record<string, readonly string[]>> = { survey_invite_rate: ['surveys'] }
  for (const indicator of indicators) {
    const expected = [...countedBy(indicator), ...(besides[indicator.name] ?? [])]
    expect(found.get(indicator.name), indicator.name).toEqual([...new Set(expected)].sort())
  }
  expect(found.size).toBe(indicators.length)
})
