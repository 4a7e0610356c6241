import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFindings } from '../../metrics/findings.ts'
import { type EmptyBank, makeEmptyBank } from '../support/finding-bank.ts'

const findings = await readFindings()
let bank: EmptyBank

beforeAll(async () => {
  bank = await makeEmptyBank()
}, 60_000)
afterAll(() => bank.remove())

describe('a kind of finding', () => {
  it('says in both languages what it answers and how', () => {
    expect(findings.length).toBeGreaterThan(0)
    for (const { name, title, question, method, example } of findings) {
      for (const text of [title, question, method, example.because]) {
        expect(text.zh, name).toMatch(/[\u4e00-\u9fff]/)
        expect(text.en, name).not.toMatch(/[\u4e00-\u9fff]/)
      }
    }
  })

  it.each(findings)('$name comes out of its example as worked out by hand', async (finding) => {
    const { given, asOf, where, expect: expected, told = [] } = finding.example
    const [rows = [], sentences = []] = await bank.find(
      given,
      asOf,
      [finding],
      [
        `select * from findings."${finding.name}" where ${where}`,
        'select sentence_zh as zh, sentence_en as en from findings.all',
      ],
    )
    expect(expected.length).toBeGreaterThan(0)
    const columns = Object.keys(expected[0] ?? {})
    const seen = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))
    const sought = expected.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, closeTo(value)])),
    )
    expect(seen).toHaveLength(sought.length)
    expect(seen).toEqual(expect.arrayContaining(sought))
    expect(sentences).toEqual(expect.arrayContaining([...told]))
  })
})

function closeTo(value: unknown): unknown {
  return typeof value === 'number' ? expect.closeTo(value, 5) : value
}
