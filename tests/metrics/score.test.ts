import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programRoot } from '../../core/definitions.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import qualityScore from '../../metrics/indicators/quality-score.ts'
import { scorePartColumns } from '../../metrics/score-parts.ts'
import { scoreColumns } from '../../metrics/score-summary.ts'
import { readReference } from '../../seeds/demo/read-reference.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'
import { inspection, inspectionHeader, workedFiles } from '../support/worked-score.ts'

const asOf = '2026-04-20T09:00:00+08:00'

/** What is published of a score and its parts. */
async function scoreOf(bank: Bank, period: string) {
  const [score] = await bank.rows(`select * from indicators.scores where period_id = '${period}'`)
  if (score === undefined) throw new Error(`no score of ${period}`)
  return score
}

async function partOf(bank: Bank, period: string, indicator: string) {
  const [part] = await bank.rows(`select * exclude (weight_valid_from), weight_valid_from::varchar
      as weight_valid_from from indicators.score_parts
    where period_id = '${period}' and indicator = '${indicator}'`)
  if (part === undefined) throw new Error(`${indicator} is no part of ${period}`)
  return part
}

async function checkRows(bank: Bank, name: string) {
  const [found] = await bank.rows(`select rows from ops.checks where check_name = '${name}'`)
  return found?.rows
}

describe('the score of the worked case', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank(workedFiles)
    await bank.load()
    await bank.build(asOf)
  })
  afterAll(() => bank.remove())

  it('is 70.6875, by the geometric mean 70.2332, of all the weight', async () => {
    expect((await bank.value('quality_score', '2026-03')).value).toBeCloseTo(70.6875, 9)
    const found = await scoreOf(bank, '2026-03')
    expect(found.score).toBeCloseTo(70.6875, 9)
    expect(found.geometric_mean).toBeCloseTo(70.2332, 4)
    expect(found.coverage).toBeCloseTo(1, 12)
    expect(found).toMatchObject({
      is_gate_broken: false,
      critical_inspections: 0,
      gate_reason: null,
      gate_cap: null,
      definition_version: qualityScore.version,
    })
    expect(found.capped_score).toBe(found.score)
  })

  it('has the points of each part, and their contributions sum to it', async () => {
    const rows = await bank.rows<{ indicator: string; points: number; contribution: number }>(
      `select indicator, points, contribution from indicators.score_parts where period_id = '2026-03'`,
    )
    const points = Object.fromEntries(rows.map((row) => [row.indicator, row.points]))
    const close = (value: number) => expect.closeTo(value, 9)
    expect(points).toEqual({
      connect_rate: close(80),
      aht_seconds: close(75),
      fcr_rate: close(60),
      csat_top2_rate: close(68.75),
      complaint_rate_per_10k: close(62.5),
      complaint_timely_rate: close(80),
      qa_pass_rate: close(75),
    })
    expect(rows.reduce((sum, row) => sum + row.contribution, 0)).toBeCloseTo(70.6875, 9)
  })

  it('follows from the published parts by the plain formula, in every period', async () => {
    const scores = await bank.rows<{ period_id: string; score: number | null }>(
      'select period_id, score from indicators.scores',
    )
    const parts = await bank.rows<{
      period_id: string
      weight: number
      value: number
      floor: number
      target: number
      reason: string | null
    }>('select * from indicators.score_parts')
    let compared = 0
    for (const { period_id: id, score } of scores) {
      let points = 0
      let weights = 0
      for (const part of parts.filter((each) => each.period_id === id && each.reason === null)) {
        const share = (part.value - part.floor) / (part.target - part.floor)
        points += part.weight * 100 * Math.min(1, Math.max(0, share))
        weights += part.weight
      }
      if (weights < 0.8 - 1e-9) {
        expect(score, id).toBeNull()
        continue
      }
      compared += 1
      expect(Math.abs(points / weights - Number(score)), id).toBeLessThan(0.01)
    }
    expect(compared).toBe(3) // the month, its quarter and its year
  })

  it('is hidden where the parts that can be judged weigh less than 0.8, which says why they cannot', async () => {
    expect(await scoreOf(bank, '2026-03-02')).toMatchObject({ score: null, grade: null })
    expect((await scoreOf(bank, '2026-03-02')).coverage).toBeCloseTo(0.15 + 0.1 + 0.15 + 0.1, 12)
    expect(await partOf(bank, '2026-03-02', 'fcr_rate')).toMatchObject({
      reason: 'no_value',
      points: null,
      contribution: null,
    })
    // 14 contacts on that day
    expect(await partOf(bank, '2026-03-05', 'complaint_rate_per_10k')).toMatchObject({
      n: 14,
      reason: 'small_n',
      points: null,
    })
  })

  it('has a range of 90 % for months and longer, and a grade only where one holds it all', async () => {
    const month = await scoreOf(bank, '2026-03')
    expect(Number(month.interval_low)).toBeLessThan(70.6875)
    expect(Number(month.interval_high)).toBeGreaterThan(70.6875)
    expect(month.grade).toBeNull()
    expect(month.grade_low).not.toBe(month.grade_high)
    expect((await scoreOf(bank, '2026-03-04')).interval_low).toBeNull()
  })

  it('moves between 68 and 73 when any one weight is a quarter less or more', async () => {
    const found = await scoreOf(bank, '2026-03')
    // the part that lies farthest below is fcr_rate: (70.6875 ± 0.05 × 60) / (1 ± 0.05)
    expect(found.weights_low).toBeCloseTo((70.6875 + 0.05 * 60) / 1.05, 9)
    expect(found.weights_high).toBeCloseTo((70.6875 - 0.05 * 60) / 0.95, 9)
  })

  it('has tables with just the columns that are documented', async () => {
    const columns = await bank.rows<{ table_name: string; name: string; comment: string }>(
      `select table_name, column_name as name, comment from duckdb_columns()
      where schema_name = 'indicators' order by column_index`,
    )
    const of = (name: string) =>
      Object.fromEntries(
        columns.filter((each) => each.table_name === name).map((each) => [each.name, each.comment]),
      )
    expect(of('scores')).toEqual(scoreColumns)
    expect(of('score_parts')).toEqual(scorePartColumns)
  })

  it('is 100 where every value is at its target, with the grade that holds the whole range', async () => {
    bank.put(
      'targets/a.csv',
      (workedFiles['targets/a.csv'] ?? '')
        .replace('0.85,0.95', '0.1,0.5')
        .replace('420,300', '900,500')
        .replace('0.6,0.8', '0.1,0.3')
        .replace('0.9,0.98', '0.1,0.5')
        .replace('12,4', '90,40')
        .replace('0.9,1,', '0.1,0.5,')
        .replace('0.85,0.97', '0.1,0.5'),
    )
    await bank.load()
    await bank.build(asOf)
    expect(await scoreOf(bank, '2026-03')).toMatchObject({
      score: expect.closeTo(100, 9),
      interval_low: expect.closeTo(100, 9),
      grade: 'excellent',
      grade_low: 'excellent',
    })
  })
})

describe('the compliance gate', () => {
  let bank: Bank
  const deliver = async (file: string, rows: readonly string[]) => {
    bank.put(file, `${[inspectionHeader(), ...rows].join('\n')}\n`)
    await bank.load()
    await bank.build(asOf)
  }
  beforeAll(async () => {
    bank = makeBank(workedFiles)
    // an inspection that fails anyhow, now for a critical error of compliance
    await deliver('inspections/b.csv', [
      inspection(48, 50, { critical: 1, compliance: 40, version: 2 }),
    ])
  })
  afterAll(() => bank.remove())

  it('caps the score at 60 and grades it 不合格, beside a value that it does not change', async () => {
    const found = await scoreOf(bank, '2026-03')
    expect(found).toMatchObject({
      is_gate_broken: true,
      critical_inspections: 1,
      gate_reason: 'Q48',
      gate_cap: 60,
      capped_score: 60,
      grade: 'fail',
    })
    expect(found.score).toBeCloseTo(70.6875, 9)
    expect((await bank.value('quality_score', '2026-03')).value).toBeCloseTo(70.6875, 9)
    expect(await scoreOf(bank, '2026-02')).toMatchObject({ is_gate_broken: false })
  })

  it('gives no grade where the bank caps nothing, and still shows the error', async () => {
    bank.put(
      'score_grades/a.csv',
      table`
        grade|name_zh|least_score|gate_cap|valid_from
        high |高     |60         |-       |2024-01-01
        low  |低     |0          |-       |2024-01-01`,
    )
    await bank.load()
    await bank.build(asOf)
    const found = await scoreOf(bank, '2026-03')
    expect(found).toMatchObject({ is_gate_broken: true, gate_cap: null, grade_high: 'high' })
    expect(found.capped_score).toBe(found.score)
    expect(found.grade).toBe(found.grade_low === 'high' ? 'high' : null)
    bank.put(
      'score_grades/a.csv',
      readFileSync(join(programRoot, 'seeds/reference/score_grades.csv'), 'utf8'),
    )
  })

  it('is whole when the failed critical item is of another section', async () => {
    bank.put(
      'inspection_items/a.csv',
      table`
        inspection_id|item_code|result|is_critical
        Q48          |D3.1     |fail  |true
        Q48          |D5.1     |pass  |true`,
    )
    await bank.load()
    await bank.build(asOf)
    expect(await scoreOf(bank, '2026-03')).toMatchObject({ is_gate_broken: false, gate_cap: null })
  })

  it('is broken by a failed critical item of compliance, whatever the section scores', async () => {
    bank.put(
      'inspection_items/b.csv',
      table`
        inspection_id|item_code|result|is_critical
        Q49          |D5.1     |fail  |true`,
    )
    await deliver('inspections/c.csv', [
      inspection(49, 100, { critical: 1, compliance: 100, version: 3 }),
    ])
    expect(await scoreOf(bank, '2026-03')).toMatchObject({ gate_reason: 'Q49', grade: 'fail' })
  })

  it('is whole again when an appeal takes the error back', async () => {
    await deliver('inspections/d.csv', [inspection(49, 50, { version: 4 })])
    expect(await scoreOf(bank, '2026-03')).toMatchObject({
      is_gate_broken: false,
      critical_inspections: 0,
    })
  })
})

describe('the weights of the score', () => {
  const weigh = async (weights: string) => {
    const bank = makeBank({ ...workedFiles, 'score_weights/a.csv': weights })
    await bank.load()
    await bank.build(asOf)
    return bank
  }

  it('are by default those of the definition', () => {
    const rows = readReference('score_weights').map((row) => [row.indicator, Number(row.weight)])
    expect(Object.fromEntries(rows)).toEqual(qualityScore.weights)
  })

  it('change on their day: a period has those valid on its last one', async () => {
    const bank = await weigh(table`
      indicator             |weight|valid_from|valid_to  |approved_by
      connect_rate          |0.15  |2024-01-01|-         |委员会
      aht_seconds           |0.10  |2024-01-01|2026-03-31|委员会
      fcr_rate              |0.20  |2024-01-01|-         |委员会
      fcr_rate              |0.30  |2026-04-01|-         |行长办公会
      csat_top2_rate        |0.15  |2024-01-01|-         |委员会
      complaint_rate_per_10k|0.15  |2024-01-01|-         |委员会
      complaint_timely_rate |0.15  |2024-01-01|-         |委员会
      qa_pass_rate          |0.10  |2024-01-01|-         |委员会`)
    expect((await scoreOf(bank, '2026-03')).score).toBeCloseTo(70.6875, 9)
    expect(await partOf(bank, '2026-03', 'fcr_rate')).toMatchObject({
      weight: 0.2,
      weight_valid_from: '2024-01-01',
      weight_approved_by: '委员会',
    })
    expect(await partOf(bank, '2026', 'fcr_rate')).toMatchObject({
      weight: 0.3,
      weight_valid_from: '2026-04-01',
      weight_approved_by: '行长办公会',
    })
    // complaints of the year are 57 per 10,000: no points; 56 of them were handled in time
    const timely = (56 / 57 - 0.9) * 1000
    const year = 0.15 * 80 + 0.3 * 60 + 0.15 * 68.75 + 0 + 0.15 * timely + 0.1 * 75
    expect((await bank.value('quality_score', '2026')).value).toBeCloseTo(year, 9)
    await expect(partOf(bank, '2026', 'aht_seconds')).rejects.toThrow(/no part/)
    expect(await checkRows(bank, 'score_weights__sum_to_one')).toBe(0)
    bank.remove()
  })

  it('that do not sum to 1 are normalised, and a check warns; so it does of an unknown indicator', async () => {
    const bank = await weigh(table`
      indicator             |weight|valid_from
      connect_rate          |15    |2024-01-01
      aht_seconds           |10    |2024-01-01
      fcr_rate              |20    |2024-01-01
      csat_top2_rate        |15    |2024-01-01
      complaint_rate_per_10k|15    |2024-01-01
      complaint_timely_rate |15    |2024-01-01
      qa_passing            |10    |2024-01-01`)
    const found = await scoreOf(bank, '2026-03')
    expect(found.score).toBeCloseTo((70.6875 - 0.1 * 75) / 0.9, 9)
    expect(found.coverage).toBeCloseTo(0.9, 12)
    expect((await bank.value('quality_score', '2026-03')).denominator).toBeCloseTo(0.9, 12)
    expect(await partOf(bank, '2026-03', 'connect_rate')).toMatchObject({
      given_weight: 15,
      weight: expect.closeTo(0.15, 12),
    })
    expect(await checkRows(bank, 'score_weights__sum_to_one')).toBe(1)
    expect(await checkRows(bank, 'score_weights__indicator_is_known')).toBe(1)
    bank.remove()
  })

  it('of a warehouse from before the table are the defaults', async () => {
    const bank = makeBank(workedFiles)
    await bank.load()
    await writeWarehouse(bank.workspace, (database) =>
      database.run('drop table reference.score_weights; drop table reference.score_grades'),
    )
    await bank.build(asOf)
    expect((await scoreOf(bank, '2026-03')).score).toBeCloseTo(70.6875, 9)
    expect(await checkRows(bank, 'score_weights__sum_to_one')).toBe(0)
    bank.remove()
  })
})
