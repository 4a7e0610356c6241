import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { exportData } from '../../reports/export-data.ts'
import { figuresHash } from '../../reports/figures-hash.ts'
import { checkScore } from '../../reports/gate-score.ts'
import { gradeText, rangeText } from '../../reports/labels/score.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { inspection, inspectionHeader, workedFiles } from '../support/worked-score.ts'

const asOf = '2026-04-20T09:00:00+08:00'

describe('the score of an edition', () => {
  let bank: Bank
  let month: string
  const edition = async (name: string, period = '2026-03') => {
    const target = join(bank.workspace.home, `${name}.duckdb`)
    await exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period: parsePeriod(period),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    return target
  }
  /** What the gate says of a data file, after a change of it. */
  const judge = async (file: string, change = '') => {
    const changed = `${file}.changed`
    copyFileSync(file, changed)
    const database = await openDatabase()
    await database.run(`attach '${bank.workspace.warehouse}' as warehouse (read_only);
      attach '${changed}' as edition; ${change}`)
    const result = await checkScore(database, 1)
    database.close()
    return result
  }
  const rowsOf = async (file: string, sql: string) => {
    const database = await openDatabase(file)
    const rows = await database.rows(sql)
    database.close()
    return rows
  }

  beforeAll(async () => {
    bank = makeBank(workedFiles)
    await bank.load()
    await bank.build(asOf)
    month = await edition('month')
  })
  afterAll(() => bank.remove())

  it('is one row with its grades in words, and a row for each part', async () => {
    const [score] = await rowsOf(month, 'from score')
    expect(score).toMatchObject({
      period_id: '2026-03',
      coverage: 1,
      grade_zh: null,
      is_gate_broken: false,
      gate_reason: '',
    })
    expect(score?.score).toBeCloseTo(70.6875, 9)
    const parts = await rowsOf(month, 'from score_parts')
    expect(parts).toHaveLength(7)
    expect(parts[0]).toMatchObject({
      indicator: 'fcr_rate',
      title_zh: '一次性解决率',
      weight: 0.2,
      weight_valid_from: '2024-01-01',
      target_valid_from: '2024-01-01',
      floor: 0.6,
      target: 0.8,
      n: 50,
      reason_zh: '',
    })
    const grades = await rowsOf(month, 'select grade_zh, least_score, gate_cap from score_grades')
    expect(grades.map((each) => each.grade_zh)).toEqual(['优', '良', '中', '合格', '不合格'])
    expect(grades[4]).toMatchObject({ least_score: 0, gate_cap: 60 })
  })

  it('says of a hidden one why each part is missing', async () => {
    const day = await edition('day', '2026-03-05')
    expect(await rowsOf(day, 'select score, coverage, grade_zh from score')).toEqual([
      { score: null, coverage: 0, grade_zh: null },
    ])
    const reasons = await rowsOf(
      day,
      'select reason_zh, count(*) as parts from score_parts group by all order by parts',
    )
    expect(reasons).toEqual([
      { reason_zh: '样本不足30', parts: expect.any(Number) },
      { reason_zh: '本期无数据', parts: expect.any(Number) },
    ])
    expect((await judge(day)).ok).toBe(true)
  })

  it('is refused when it does not follow from its parts, or is not that of the warehouse', async () => {
    expect((await judge(month)).ok).toBe(true)
    const points = `update edition.score_parts set points = 61 where indicator = 'fcr_rate'`
    expect((await judge(month, points)).ok).toBe(false)
    expect((await judge(month, 'update edition.score set score = 70.69')).ok).toBe(false)
    expect((await judge(month, 'delete from edition.score')).ok).toBe(false)
  })

  it('is another figure when the gate breaks, though no value changes', async () => {
    const before = await figuresHash(month)
    bank.put(
      'inspections/b.csv',
      `${inspectionHeader()}\n${inspection(48, 50, { critical: 1, version: 2 })}\n`,
    )
    await bank.load()
    await bank.build(asOf)
    const after = await edition('after')
    const columns = 'indicator, grouped_by, group_id, value'
    expect(
      await rowsOf(after, `select ${columns} from "values" where indicator = 'quality_score'`),
    ).toEqual(
      await rowsOf(month, `select ${columns} from "values" where indicator = 'quality_score'`),
    )
    expect(await rowsOf(after, 'select grade_zh, capped_score, gate_reason from score')).toEqual([
      { grade_zh: '不合格', capped_score: 60, gate_reason: 'Q48' },
    ])
    expect(await figuresHash(after)).not.toBe(before)
  })
})

describe('the grade in words', () => {
  const score = {
    score: 71,
    coverage: 1,
    interval_low: 69,
    grade_zh: null,
    grade_en: null,
    low_grade_zh: '合格',
    low_grade_en: 'pass',
    high_grade_zh: '中',
    high_grade_en: 'fair',
    is_gate_broken: false,
  }

  it('names both ends where the range reaches two grades', () => {
    expect(gradeText(score)).toEqual({ zh: '介于“合格”与“中”之间', en: 'between pass and fair' })
  })

  it('is that of the gate where it is broken, the range keeping its own', () => {
    const broken = { ...score, grade_zh: '不合格', grade_en: 'fail', is_gate_broken: true }
    expect(gradeText(broken).zh).toBe('不合格')
    expect(rangeText(broken).zh).toBe('介于“合格”与“中”之间')
  })

  it('is none of a hidden score, nor of a day without a range', () => {
    expect(gradeText({ ...score, score: null }).zh).toBe('')
    expect(gradeText({ ...score, interval_low: null }).zh).toBe('')
  })
})
