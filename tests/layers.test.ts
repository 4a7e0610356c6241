import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../core/database.ts'
import { isAdditive } from '../metrics/define-indicator.ts'
import { readIndicators } from '../metrics/indicators.ts'
import { buildOrder } from '../transforms/graph.ts'
import { readModels, tablesRead } from '../transforms/model.ts'

describe('who may read whom', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
  })
  afterAll(() => database.close())

  it('models read their own layer and the ones before it, without a circle', async () => {
    const models = await readModels(database)
    expect(buildOrder(models).map((model) => model.name)).toHaveLength(models.length)
  })

  it('a staging model reads one landing table, its own', async () => {
    for (const model of await readModels(database)) {
      if (model.layer === 'staging') expect(model.reads).toEqual([`landing.${model.table}`])
    }
  })

  it('a model comes after the ones it reads', async () => {
    const order = buildOrder(await readModels(database)).map((model) => model.name)
    for (const model of await readModels(database)) {
      for (const read of model.reads.filter((name) => order.includes(name))) {
        expect(order.indexOf(read)).toBeLessThan(order.indexOf(model.name))
      }
    }
  })

  it('each side of an indicator reads one mart that exists', async () => {
    const marts = (await readModels(database)).map((model) => model.name)
    for (const indicator of await readIndicators()) {
      if (!('from' in indicator)) continue
      expect(marts).toContain(indicator.from)
      if (indicator.kind === 'per_exposure' && 'from' in indicator.per) {
        expect(marts).toContain(indicator.per.from)
      }
    }
  })

  it('refuses a circle and a read of a later layer', () => {
    const model = (name: string, reads: string[]) => ({
      name,
      layer: name.split('.')[0] ?? '',
      table: name.split('.')[1] ?? '',
      sql: '',
      description: '',
      grain: ['id'],
      columns: [],
      reads,
    })
    expect(() =>
      buildOrder([model('marts.a', ['marts.b']), model('marts.b', ['marts.a'])]),
    ).toThrow(/reads itself/)
    expect(() => buildOrder([model('staging.a', ['marts.b'])])).toThrow(/may read landing only/)
  })

  it('takes the tables of a query from the parser, not from its own steps', async () => {
    const reads = await tablesRead(
      database,
      'with contacts as (select * from staging.contacts) select * from contacts join reference.agents using (agent_id)',
    )
    expect(reads).toEqual(['reference.agents', 'staging.contacts'])
  })
})

describe('indicators', () => {
  it('every identifier of the published list is defined once', async () => {
    const names = (await readIndicators()).map((indicator) => indicator.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'connect_rate',
        'response_rate',
        'connect_rate_gross',
        'abandon_rate',
        'service_level_20s',
        'asa_seconds',
        'self_service_rate',
        'avg_talk_seconds',
        'aht_seconds',
        'avg_first_response_seconds',
        'aht_seconds_median',
        'aht_seconds_p90',
        'first_response_seconds_median',
        'first_response_seconds_p90',
        'fcr_rate',
        'fcr_24h_rate',
        'fcr_30d_rate',
        'repeat_contact_rate_7d',
        'fcr_ticket_rate',
        'fcr_survey_rate',
        'csat_top2_rate',
        'csat_mean',
        'dissat_rate',
        'survey_response_rate',
        'survey_invite_rate',
        'nps',
        'complaint_rate_per_10k',
        'complaints_per_1k_outlets',
        'complaints_per_10m_customers',
        'escalation_rate',
        'complaint_timely_rate',
        'complaint_timely_closed_rate',
        'complaint_timely_cohort_rate',
        'complaint_resolution_rate',
        'complaint_resolution_closed_rate',
        'complaint_reopen_rate',
        'complaint_open_count',
        'complaint_overdue_count',
        'complaint_median_days',
        'qa_pass_rate',
        'qa_critical_free_rate',
        'qa_score_mean',
        'qa_d1_mean',
        'qa_d2_mean',
        'qa_d3_mean',
        'qa_d4_mean',
        'qa_d5_mean',
        'quality_score',
      ]),
    )
  })

  it('says in both languages what it counts and leaves out', async () => {
    for (const indicator of await readIndicators()) {
      for (const text of [indicator.title, indicator.counts, indicator.leavesOut]) {
        expect(text.zh, indicator.name).toMatch(/[\u4e00-\u9fff]/)
        expect(text.en, indicator.name).toMatch(/^[\x20-\x7e–]+$/)
      }
      if (isAdditive(indicator)) expect(indicator.by.length).toBeGreaterThan(0)
    }
  })
})
