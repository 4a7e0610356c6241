import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resultText, testCommand } from '../../cli/commands/test.ts'
import type { Output } from '../../cli/output.ts'
import { buildForTests, openTestBench } from '../../cli/unit-test-bench.ts'
import { openDatabase } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import { readModels } from '../../transforms/model.ts'
import { readUnitTests, unitTestsOf } from '../../transforms/read-unit-tests.ts'
import { runUnitTest } from '../../transforms/run-unit-test.ts'
import type { UnitTest } from '../../transforms/unit-test.ts'
import type { TestBench } from '../../transforms/unit-test-inputs.ts'

const parser = await openDatabase()
const models = await readModels(parser)
parser.close()
const written = readUnitTests(models)

let bench: TestBench
beforeAll(async () => {
  bench = await openTestBench()
  await buildForTests(bench, written)
})
afterAll(() => bench.database.close())

describe('every unit test beside the models', () => {
  it.each(written.map((test) => [test.model, test.name, test] as const))(
    '%s: %s',
    async (_, __, test) => {
      const result = await runUnitTest(bench, test)
      expect(result.isPassed, resultText(result)).toBe(true)
    },
  )

  it('together they expect each column that a mart does not take over by its name', () => {
    const expected = (model: string) =>
      written.filter((test) => test.model === model).flatMap((test) => columnsExpected(test))
    const silent = models
      .filter((model) => model.layer === 'marts')
      .flatMap((model) => {
        const taken = models
          .filter((each) => model.reads.includes(each.name))
          .flatMap((each) => each.columns.map((column) => column.name))
        const known = new Set([...taken, ...expected(model.name), ...model.grain])
        return model.columns
          .filter((column) => !known.has(column.name))
          .map((column) => `${model.name}.${column.name}`)
      })
    expect(silent).toEqual([])
  })
})

function columnsExpected({ expect: rows }: UnitTest): readonly string[] {
  return 'records' in rows ? rows.records.flatMap((record) => Object.keys(record)) : []
}

/** What comes of the one test in a text of `transforms/marts/sample.yml`; `text` is its body. */
async function run(text: string, model = 'tickets') {
  const head = `unit_tests:\n  - name: sample\n    model: ${model}\n`
  const [test] = unitTestsOf('transforms/marts/sample.yml', head + indented(text), models)
  if (test === undefined) throw new Error('there is no test')
  return runUnitTest(bench, test)
}

function indented(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n')
  const margin = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0
  return lines.map((line) => `    ${line.slice(margin)}`).join('\n')
}

const twoTickets = `
  given:
    - input: staging.tickets
      rows:
        - { ticket_id: T1, opened_at: 2026-09-01 10:00, bounce_count: 2 }
        - { ticket_id: T2, opened_at: 2026-09-02 10:00 }`

describe('a unit test', () => {
  it('tells the rows that are missing and unexpected, those of one key together', async () => {
    const result = await run(`${twoTickets}
  expect:
    rows:
      - { ticket_id: T2, opened_at: 2026-09-02 10:00, bounce_count: 0 }
      - { ticket_id: T1, opened_at: 2026-09-01 10:00, bounce_count: 2 }
      - { ticket_id: T3 }`)
    expect(result.isPassed).toBe(false)
    expect(resultText(result)).toBe(
      `FAILED  marts.tickets: sample (transforms/marts/sample.yml)
        rows        ticket_id  opened_at            bounce_count
        ──────────  ─────────  ───────────────────  ────────────
        missing     T2         2026-09-02 10:00:00  0
        unexpected  T2         2026-09-02 10:00:00  null
        missing     T3         null                 null`,
    )
  })

  it('compares how often a row is there, in any order', async () => {
    const expectTimes = (times: number) =>
      run(`${twoTickets}
  expect:
    rows: [${Array(times).fill('{ is_cancelled: null }').join(', ')}]`)
    expect((await expectTimes(2)).isPassed).toBe(true)
    for (const times of [1, 3]) expect((await expectTimes(times)).differences).toHaveLength(1)
  })

  it('expects no rows at all where it says so', async () => {
    expect((await run('given: []\nexpect: { rows: [] }')).isPassed).toBe(true)
    const result = await run(`${twoTickets}\n  expect: { rows: [] }`)
    expect(result.differences.map((each) => [each.rows, each.ticket_id])).toEqual([
      ['unexpected', 'T1'],
      ['unexpected', 'T2'],
    ])
  })

  it('reads rows as a list, as CSV and as SQL, and keeps numbers as they are written', async () => {
    const given = {
      dict: `rows: [{ ticket_id: 007, opened_at: 2026-09-01T02:00:00Z, status: "null" }]`,
      csv: `format: csv\n      rows: |\n        ticket_id,opened_at,status\n        007, 2026-09-01 10:00:00+08:00 ,"null"`,
      sql: `format: sql\n      rows: |\n        select '007' as ticket_id, timestamp '2026-09-01 02:00' as opened_at, 'null' as status;`,
    }
    for (const rows of Object.values(given)) {
      const result = await run(`
  given:
    - input: staging.tickets
      ${rows}
  expect:
    rows: [{ ticket_id: 007, opened_at: 2026-09-01 10:00, status: "null", priority: null }]`)
      expect(resultText(result)).toBe('ok      marts.tickets: sample')
    }
  })

  it('knows inputs by the names of other programs too', async () => {
    for (const input of [`ref('tickets')`, `source("landing", "tickets")`, 'tickets']) {
      const result = await run(`
  given:
    - input: ${input}
      rows: [{ ticket_id: T1, opened_at: 2026-09-01 10:00 }]
  expect:
    rows: [{ ticket_id: T1 }]`)
      expect(resultText(result)).toBe('ok      marts.tickets: sample')
    }
  })

  it('takes the default rows of a reference table that is given without rows, else none', async () => {
    const channels = (given: string) =>
      run(
        `
  given:
    - input: staging.contacts
      rows: [{ contact_id: K1, started_at: 2026-09-01 10:00, channel: phone }]
    ${given}
  expect:
    rows: [{ contact_id: K1, has_queue: true }]`,
        'contacts',
      )
    expect((await channels('- input: reference.channels')).isPassed).toBe(true)
    expect((await channels('')).isPassed).toBe(false)
  })

  it('may say the bank’s zone, its way of counting days and the cut-off', async () => {
    const inZone = (zone: string) =>
      run(`
  overrides: { vars: { zone: ${zone}, as_of: 2026-09-01 10:00 } }
  given:
    - input: staging.tickets
      rows: [{ ticket_id: T1, opened_at: "2026-09-01T16:30:00Z" }]
  expect:
    rows: [{ ticket_id: T1, opened_on: 2026-09-01 }]`)
    // the cut-off is 10:00 in the zone that the test names: only there has it happened
    expect((await inZone('America/Los_Angeles')).isPassed).toBe(true)
    expect((await inZone('Asia/Shanghai')).differences).toHaveLength(1)
    expect((await inZone('Mars')).mistake?.message).toContain('"Mars" is not a time zone')
  })

  it('leaves the tables as they were for the next one', async () => {
    await run(`${twoTickets}\n  expect: { rows: [] }`)
    const { rows } = await bench.database.row<{ rows: number }>(
      'select (select count(*) from staging.tickets) + (select count(*) from marts.tickets) as rows',
    )
    expect(rows).toBe(0)
    const { channels } = await bench.database.row<{ channels: number }>(
      'select count(*) as channels from reference.channels',
    )
    expect(channels).toBeGreaterThan(5)
  })
})

it('the example of docs/models.md is one that passes', async () => {
  const page = readFileSync(join(programRoot, 'docs/models.md'), 'utf8')
  const [, text = ''] = /```yaml\n(unit_tests:[\s\S]*?)```/.exec(page) ?? []
  const [test] = unitTestsOf('transforms/marts/contacts.yml', text, models)
  expect(test?.model).toBe('marts.contacts')
  if (test !== undefined) expect(resultText(await runUnitTest(bench, test))).toMatch(/^ok/)
})

describe('a mistake in a unit test', () => {
  const where = 'transforms/marts/sample.yml, sample'
  it.each([
    [
      'given: [{ input: staging.tickts, rows: [] }]\nexpect: { rows: [] }',
      `${where}: marts.tickets reads no table "staging.tickts".`,
      'Did you mean: staging.tickets?',
    ],
    [
      'given: [{ input: staging.tickets, rows: [{ opend_at: 2026-09-01 10:00 }] }]\nexpect: { rows: [] }',
      `${where}: given staging.tickets: staging.tickets has no column "opend_at".`,
      'Did you mean: opened_at?',
    ],
    [
      'given: [{ input: staging.tickets, format: sql, rows: "select 1 as ticketid" }]\nexpect: { rows: [] }',
      `${where}: given staging.tickets: staging.tickets has no column "ticketid".`,
      'Did you mean: ticket_id?',
    ],
    [
      'given: []\nexpect: { rows: [{ is_canceled: true }] }',
      `${where}: expect: marts.tickets has no column "is_canceled".`,
      'Did you mean: is_cancelled?',
    ],
    [
      'given: [{ input: staging.tickets, rows: [{}, { bounce_count: 3.5 }] }]\nexpect: { rows: [] }',
      `${where}: given staging.tickets: row 2, bounce_count: "3.5" is no BIGINT.`,
      undefined,
    ],
    [
      'given: [{ input: staging.tickets, rows: [{ opened_at: tomorrow }] }]\nexpect: { rows: [] }',
      `${where}: given staging.tickets: row 1, opened_at: "tomorrow" is no TIMESTAMP.`,
      undefined,
    ],
    [
      'given: [{ input: staging.tickets, rows: [] }, { input: landing.tickets, rows: [] }]\nexpect: { rows: [] }',
      `${where}: landing.tickets is not read, since a table made of it is given too.`,
      undefined,
    ],
    [
      'given: [{ input: staging.tickets }]\nexpect: { rows: [] }',
      `${where}: staging.tickets is given without rows.`,
      'only reference tables have default rows.',
    ],
  ])('says what, where and the nearest name: %s', async (text, message, hint) => {
    const { mistake, isPassed } = await run(text)
    expect([isPassed, mistake?.message, mistake?.hint]).toEqual([false, message, hint])
  })

  it('is told of the file before anything runs', () => {
    const parse = (text: string) => () => unitTestsOf('transforms/marts/sample.yml', text, models)
    const test = (rest: string) => `unit_tests:\n  - { name: sample, ${rest} }`
    expect(parse(test('model: tickts, expect: { rows: [] }'))).toThrow(
      'transforms/marts/sample.yml, sample: there is no model "tickts".',
    )
    expect(parse(test('model: tickets, expects: { rows: [] }'))).toThrow(
      /has 2 mistake\(s\):\n {2}sample, expect: .*\n {2}sample: .*"expects"/,
    )
    expect(parse(test('model: tickets, expect: {}'))).toThrow('sample: expect has no rows.')
    expect(parse('unit_tests: [')).toThrow('transforms/marts/sample.yml is no YAML')
    const one = '  - { name: sample, model: tickets, expect: { rows: [] } }\n'
    expect(parse(`unit_tests:\n${one}${one}`)).toThrow('two tests of marts.tickets')
  })
})

describe('csq test', () => {
  it('runs the tests of the models named, says how each went, and whether all passed', async () => {
    const said: string[] = []
    let results: unknown
    const output: Output = {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => {
        results = value
      },
      progress: () => {},
    }
    expect(await testCommand(output, ['tickets'])).toBe(true)
    const own = written.filter((test) => test.model.endsWith('.tickets'))
    expect(said.slice(0, -1)).toEqual(own.map((test) => `ok      ${test.model}: ${test.name}`))
    expect(said.at(-1)).toMatch(new RegExp(`^${own.length} unit tests, 0 failed, in `))
    expect(results).toHaveLength(own.length)
    await expect(testCommand(output, ['tickts'])).rejects.toMatchObject({
      hint: 'Did you mean: tickets?',
    })
    await expect(testCommand(output, ['mart.tickets'])).rejects.toMatchObject({
      hint: 'Did you mean: marts.tickets?',
    })
  })
})
