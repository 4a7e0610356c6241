import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'csat_mean',
  title: { zh: '满意度均分', en: 'Mean satisfaction' },
  article: '10.4',
  unit: 'points',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test or scale = 3',
  unknown: 'rating is null or scale is null',
  sum: 'rating',
  counts: { zh: '五级量表评分的平均', en: 'Mean rating on the five-point scale' },
  leavesOut: {
    zh: '测试、三级量表；未评分列为未知',
    en: 'tests, three-point scales; answers without a rating count as unknown',
  },
  maturity: {
    zh: '邀请发出满72小时；之前仍可能收到答复',
    en: '72 hours after the invitation; answers may still come until then',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|is_test
        K1        |false
        K2        |true`,
      surveys: `
        survey_id|contact_id|responded_at       |scale|rating|note
        S1       |-         |2026-03-10 12:00:00|5    |5     |
        S2       |-         |2026-03-10 12:00:00|5    |4     |
        S3       |-         |2026-03-13 10:00:00|5    |3     |72小时整，有效 · after exactly 72 hours: valid
        S4       |-         |2026-03-10 12:00:00|5    |2     |
        S5       |K1        |2026-03-10 12:00:00|5    |5     |同一接触的最后一份 · the last answer of its contact
        S6       |K1        |2026-03-10 11:00:00|5    |1     |旧答卷，不计 · an older answer
        S7       |-         |2026-03-13 10:00:01|5    |1     |超过72小时，无效 · a second over 72 hours: not valid
        S8       |-         |2026-03-10 12:00:00|5    |-     |未评分 · no rating
        S9       |-         |2026-03-10 12:00:00|3    |3     |三级量表 · three-point scale
        S10      |K2        |2026-03-10 12:00:00|5    |1     |测试接触 · about a test contact`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 19, denominator: 5, value: 19 / 5, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: '有效评分5＋4＋3＋2＋5＝19，共五份（S1–S5），平均3.8；S8未知，S9、S10剔除。',
      en: 'Five valid ratings, 5 + 4 + 3 + 2 + 5 = 19 (S1 to S5), 3.8 on average; S8 is unknown, S9 and S10 are excluded.',
    },
  },
})
