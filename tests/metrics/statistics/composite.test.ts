import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../core/database.ts'
import qualityScore from '../../../metrics/indicators/quality-score.ts'
import { createMeasured } from '../../../metrics/roll-up.ts'
import { measureScores } from '../../../metrics/score.ts'
import {
  compositeScore,
  gradeOf,
  pointsOf,
  scoreRange,
  scoreSensitivity,
} from '../../../metrics/statistics/composite.ts'

const scales = {
  connect_rate: { value: 0.93, floor: 0.85, target: 0.95, points: 80 },
  aht_seconds: { value: 330, floor: 420, target: 300, points: 75 },
  fcr_rate: { value: 0.72, floor: 0.6, target: 0.8, points: 60 },
  csat_top2_rate: { value: 0.955, floor: 0.9, target: 0.98, points: 68.75 },
  complaint_rate_per_10k: { value: 7, floor: 12, target: 4, points: 62.5 },
  complaint_timely_rate: { value: 0.98, floor: 0.9, target: 1, points: 80 },
  qa_pass_rate: { value: 0.94, floor: 0.85, target: 0.97, points: 75 },
}
const names = Object.keys(scales) as (keyof typeof scales)[] // Object.keys forgets the names

/** The parts of the quality score at given values; null where one is missing. */
const partsAt = (values: readonly (number | null)[], standardError = 0) =>
  names.map((name, index) => {
    const value = values[index] ?? null
    return {
      weight: qualityScore.weights[name],
      scale: scales[name],
      measured: value === null ? null : { kind: 'mean' as const, value, standardError },
    }
  })
const worked = partsAt(names.map((name) => scales[name].value))

describe('composite score', () => {
  it('of the worked case is 70.6875, by the geometric mean 70.2332', () => {
    for (const name of names) {
      expect(pointsOf(scales[name].value, scales[name])).toBeCloseTo(scales[name].points, 9)
    }
    const found = compositeScore(worked)
    expect(found.score).toBeCloseTo(70.6875, 9)
    expect(found.geometric).toBeCloseTo(70.2332, 4)
    expect(found.coverage).toBeCloseTo(1, 12)
  })

  it('scores a band in full inside it and not at all outside its limits', () => {
    const scale = { outer: { low: 100, high: 400 }, band: { low: 200, high: 300 } }
    const points = [90, 150, 200, 300, 375, 500].map((value) => pointsOf(value, scale))
    expect(points).toEqual([0, 50, 100, 100, 25, 0])
    expect(pointsOf(5, { floor: 3, target: 3 })).toBeNull()
  })

  it('is hidden when under 0.8 of the weight has a value', () => {
    const values = names.map((name) => scales[name].value)
    const without = (count: number) =>
      compositeScore(partsAt(values.map((value, index) => (index < count ? null : value))))
    expect(without(1).score).toBeCloseTo((70.6875 - 0.15 * 80) / 0.85, 9)
    expect(without(2)).toMatchObject({ score: null, geometric: null })
    expect(without(2).coverage).toBeCloseTo(0.75, 12)
    expect(compositeScore([])).toEqual({ score: null, geometric: null, coverage: 0 })
  })

  it('is at most 60 when the compliance gate is broken', () => {
    expect(compositeScore(worked, { isGateBroken: true }).score).toBe(60)
  })

  it('has five grades', () => {
    expect([100, 90, 89.9, 80, 70, 60, 59.9, 0].map(gradeOf)).toEqual([
      'excellent',
      'excellent',
      'good',
      'good',
      'fair',
      'pass',
      'fail',
      'fail',
    ])
  })
})

describe('range of a score', () => {
  const rate = (count: number, size: number) => ({ kind: 'rate' as const, count, size })
  const parts = (size: number) => [
    { weight: 0.6, scale: { floor: 0.8, target: 1 }, measured: rate(0.93 * size, size) },
    {
      weight: 0.4,
      scale: { floor: 12, target: 4 },
      measured: {
        kind: 'per_exposure' as const,
        count: 0.00062 * size,
        exposure: size,
        scale: 1e4,
      },
    },
  ]

  it('holds the score, narrows with the sample, and names a grade only when it lies in one', () => {
    const [small, large] = [scoreRange(parts(10_000)), scoreRange(parts(100_000_000))]
    const { score } = compositeScore(parts(10_000))
    expect(score).toBeCloseTo(68, 9)
    expect(small?.interval.low).toBeLessThan(score ?? 0)
    expect(small?.interval.high).toBeGreaterThan(score ?? 100)
    expect(small?.grade).toBeNull()
    expect(large?.grade).toBe('pass')
    expect((large?.interval.high ?? 9) - (large?.interval.low ?? 0)).toBeLessThan(0.5)
  })

  it('of one mean is its normal 90 % range', () => {
    const part = {
      weight: 1,
      scale: { floor: 0, target: 100 },
      measured: { kind: 'mean' as const, value: 50, standardError: 4 },
    }
    const found = scoreRange([part], { draws: 20_000 })
    expect(found?.interval.low).toBeCloseTo(50 - 1.6449 * 4, 0)
    expect(found?.interval.high).toBeCloseTo(50 + 1.6449 * 4, 0)
  })

  it('is the same for the same seed, and null where the score is hidden', () => {
    expect(scoreRange(parts(900), { seed: 5 })).toEqual(scoreRange(parts(900), { seed: 5 }))
    expect(scoreRange(parts(900), { seed: 5 })).not.toEqual(scoreRange(parts(900), { seed: 6 }))
    expect(scoreRange([])).toBeNull()
    expect(
      scoreRange([{ weight: 1, scale: { floor: 0, target: 1 }, measured: rate(0, 0) }]),
    ).toBeNull()
  })
})

describe('sensitivity of a score', () => {
  it('shows it without each part, and with each weight a quarter less or more', () => {
    const part = (weight: number, value: number) => ({
      weight,
      scale: { floor: 0, target: 100 },
      measured: { kind: 'mean' as const, value, standardError: 0 },
    })
    const found = scoreSensitivity([part(1, 100), part(1, 0)])
    expect(found.without).toEqual([0, 100])
    expect(found.weights?.low).toBeCloseTo((100 * 0.75) / 1.75, 9)
    expect(found.weights?.high).toBeCloseTo(100 / 1.75, 9)
    expect(scoreSensitivity([])).toEqual({ without: [], weights: null })
  })
})

describe('the score of the warehouse', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
  })
  afterAll(() => database.close())

  it('is the same, and hidden where ours is', async () => {
    const factor = fc.option(fc.double({ min: 0.8, max: 1.2, noNaN: true }), { freq: 8 })
    const samples = fc
      .sample(fc.tuple(...names.map(() => factor)), { numRuns: 150, seed: 2 })
      .map((factors) =>
        factors.map((each, index) => each && each * scales[names[index] ?? 'fcr_rate'].value),
      )
    await createMeasured(database)
    await database.run(`create or replace temp table periods as
        select 'day' as period_type, i::varchar as period_id, date '2026-01-01' as period_start,
          date '2026-01-01' as period_end
        from range(${samples.length}) days(i);
      create schema reference;
      create schema indicators;
      create schema marts;
      create table marts.compliance_errors (inspection_id varchar, contact_on date);
      create table reference.targets as select *, 'all' as grouped_by, 'all' as group_id,
        date '2025-01-01' as valid_from, null::date as valid_to
        from (values ${names.map((name) => `('${name}', ${scales[name].floor}::double, ${scales[name].target}::double)`).join(', ')})
          targets(indicator, floor, target)`)
    const rows = samples.flatMap((values, sample) =>
      values.map(
        (value, index) =>
          `('${names[index]}', 'day', '${sample}', 'all', 'all', 0, 100, ${value}, 0, 0, 0)`,
      ),
    )
    await database.run(`insert into measured values ${rows.join(', ')}`)
    await measureScores(database, [qualityScore])
    const found = await database.rows<{ value: number | null }>(
      `select value from measured where indicator = 'quality_score' order by period_id::integer`,
    )
    expect(found).toHaveLength(150)
    expect(found.some(({ value }) => value === null)).toBe(true)
    for (const [index, { value }] of found.entries()) {
      const { score } = compositeScore(partsAt(samples[index] ?? []))
      expect(score === null).toBe(value === null)
      expect(score ?? 0).toBeCloseTo(value ?? 0, 8)
    }
  })
})
