import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFindings } from '../../metrics/findings.ts'
import { caseCondition, caseLists, casesPath, readCaseFilter } from '../../reports/labels/cases.ts'
import { changeSentence, changeSentenceEn } from '../../reports/labels/change-sentence.ts'
import { type ChangeRow, splitChange } from '../../reports/labels/change-split.ts'
import { topicOf } from '../../reports/labels/findings.ts'

describe('the address of a list of complaints', () => {
  it('names what is asked for, and nothing else', () => {
    expect(casesPath({})).toBe('/cases/')
    expect(casesPath({ list: 'open', department: 'D02', product: '', age: '6-10' })).toBe(
      '/cases/?list=open&department=D02&age=6-10',
    )
  })

  it('says again what it was made from, whatever the codes are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (cause, product) => {
        const path = casesPath({ list: 'late', cause, product })
        expect(readCaseFilter(path.slice('/cases/'.length))).toMatchObject({ cause, product })
      }),
    )
  })

  it('becomes a condition in which a code is a value and never SQL', () => {
    expect(caseCondition({})).toBe('is_received')
    expect(caseCondition({ list: 'nonsense', sub: "C01' or true" })).toBe(
      "is_received and sub_cause_code in ('C01'' or true')",
    )
    expect(caseCondition({ list: 'counted', cause: 'C01,C02', step: 'billing' })).toBe(
      "is_counted and process_step in ('billing') and cause_code in ('C01', 'C02')",
    )
    expect(caseCondition({ list: 'open', age: '6-10' })).toBe(
      'is_open and open_days >= 6 and open_days <= 10',
    )
    expect(caseCondition({ list: 'open', age: '61-' })).toBe('is_open and open_days >= 61')
    expect(caseCondition({ list: 'open', age: '1 or true' })).toBe('is_open')
  })

  it('has a flag of its own for each list', () => {
    expect(new Set(caseLists.map(({ flag }) => flag)).size).toBe(caseLists.length)
  })
})

describe('a change in parts', () => {
  const row = (code: string, complaints: number, previous: number, parts: number[]): ChangeRow => {
    const [volume = null, mix = null, rate = null] = parts
    const change = complaints - previous
    return { code, name_zh: code, complaints, previous, change, volume, mix, rate }
  }
  const exact = [
    row('all', 1308, 950, [204, 162.25, -8.25]),
    row('A', 264, 250, [47, -57.75, 24.75]),
    row('B', 324, 300, [57, 0, -33]),
    row('C', 720, 400, [100, 220, 0]),
  ]

  it('is told with the driver, in the very numbers of the table', () => {
    const split = splitChange(exact)
    if (split === undefined) throw new Error('nothing to tell')
    expect(split.total.parts).toEqual([204, 162.3, -8.3])
    expect(changeSentence(split, '本月', '上月')).toBe(
      '本月收到投诉 1,308 件，较上月增加 358 件：服务量变化 +204.0 件、产品结构变化 +162.3 件、' +
        '各产品自身投诉率变化 −8.3 件。增加最多的是C：400→720 件，其中自身投诉率变化 ±0.0 件，' +
        '其他产品合计增加 38 件。',
    )
    expect(changeSentenceEn(split, 'this month', 'previous month')).toBe(
      '1,308 complaints came in this month, 358 more than in the previous month: more or fewer contacts +204.0, ' +
        'the mix of products +162.3, the rates of the products −8.3. C rose most, from 400 to 720 ' +
        '(its own rate ±0.0); 38 more of all other products.',
    )
  })

  it('is called chance where the rate of the bank did not clearly move, and only there', () => {
    const split = splitChange(exact)
    const said = (isClear: boolean | null) =>
      split === undefined ? '' : changeSentence(split, '本月', '上月', isClear)
    expect(said(false)).toContain('−8.3 件。全行投诉率的变化属正常波动。增加最多的是C')
    expect(said(true)).toBe(said(null))
    expect(said(true)).not.toContain('正常波动')
  })

  it('adds up as it is shown, in every line and every column, however it is rounded', () => {
    const part = fc.double({ min: -500, max: 500, noNaN: true })
    const group = fc.tuple(part, part, fc.integer({ min: -300, max: 300 }))
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 30 }), (groups) => {
        const rows = groups.map(([volume, mix, change], index) =>
          row(`P${index}`, 1000 + change, 1000, [volume, mix, change - volume - mix]),
        )
        const sum = (of: (each: ChangeRow) => number | null) =>
          rows.reduce((total, each) => total + (of(each) ?? 0), 0)
        const parts = [
          (r: ChangeRow) => r.volume,
          (r: ChangeRow) => r.mix,
          (r: ChangeRow) => r.rate,
        ]
        const all = row(
          'all',
          sum((r) => r.complaints),
          sum((r) => r.previous),
          parts.map(sum),
        )
        const split = splitChange([all, ...rows])
        if (split === undefined) throw new Error('nothing to show')
        const tenths = (value: number) => Math.round(value * 10)
        for (const { parts = [], change } of [...split.lines, split.total]) {
          expect(parts.reduce((total, each) => total + tenths(each), 0)).toBe(tenths(change))
        }
        for (const index of [0, 1, 2]) {
          const shown = split.lines.reduce(
            (total, { parts }) => total + tenths(parts?.[index] ?? 0),
            0,
          )
          expect(shown).toBe(tenths(split.total.parts?.[index] ?? Number.NaN))
        }
        expect(split.lines.length).toBeLessThanOrEqual(8)
        expect(split.rest.length === 0 || split.rest.length + 7 === rows.length).toBe(true)
      }),
    )
  })

  it('is shown without parts where the contacts are not known, and not at all without a period before', () => {
    const split = splitChange([row('all', 3, 5, []), row('A', 3, 5, [])])
    expect(split?.total.parts).toBeUndefined()
    expect(split && changeSentence(split, '本季', '上季')).toBe(
      '本季收到投诉 3 件，较上季减少 2 件。减少最多的是A：5→3 件，其他产品合计不变。',
    )
    expect(splitChange([])).toBeUndefined()
  })
})

it('every kind of finding has a topic on the page of findings', async () => {
  const kinds = (await readFindings()).map(({ name }) => name)
  expect(kinds.length).toBeGreaterThan(10)
  expect(kinds.filter((kind) => topicOf(kind).id === 'other')).toEqual([])
})
