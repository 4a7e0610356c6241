import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'nps',
  title: { zh: '净推荐值', en: 'Net promoter score' },
  article: '10.4',
  unit: 'points',
  better: 'higher',
  leastDifference: 1,
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test',
  unknown: 'nps_score is null',
  sum: 'case when nps_score >= 9 then 1 when nps_score <= 6 then -1 else 0 end',
  scale: 100,
  counts: {
    zh: '推荐者（9–10分）比例减贬损者（0–6分）比例，乘100',
    en: 'Share of promoters (9–10) less share of detractors (0–6), times 100',
  },
  leavesOut: {
    zh: '测试；未答此题列为未知',
    en: 'tests; answers without a score count as unknown',
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
        K1        |true`,
      surveys: `
        survey_id|contact_id|responded_at       |nps_score|note
        S1       |-         |2026-03-10 12:00:00|10       |推荐者 · promoter
        S2       |-         |2026-03-10 12:00:00|9        |推荐者 · promoter
        S3       |-         |2026-03-10 12:00:00|8        |中立 · passive
        S4       |-         |2026-03-10 12:00:00|7        |中立 · passive
        S5       |-         |2026-03-10 12:00:00|6        |贬损者 · detractor
        S6       |-         |2026-03-10 12:00:00|-        |未答此题 · this question left open
        S7       |-         |-                  |-        |未答复 · no answer
        S8       |K1        |2026-03-10 12:00:00|10       |测试接触 · about a test contact`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1, denominator: 5, value: 20, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: '五份答卷（S1–S5）中推荐者2、贬损者1：(2−1)÷5×100＝20；S6未知，S8剔除。',
      en: 'Of five answers, S1 to S5, two promote and one detracts: (2 − 1) / 5 × 100 = 20; S6 is unknown, S8 excluded.',
    },
  },
})
