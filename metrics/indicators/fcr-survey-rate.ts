import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_survey_rate',
  title: { zh: '客户反馈解决率', en: 'Resolution as customers say' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test',
  unknown: 'is_resolved is null',
  numerator: 'is_resolved',
  counts: {
    zh: '有效答卷中客户表示问题已解决的比例',
    en: 'Share of valid answers that say the matter is solved',
  },
  leavesOut: {
    zh: '测试；未答此题列为未知',
    en: 'tests; answers that leave it open count as unknown',
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
        survey_id|contact_id|responded_at       |is_resolved|note
        S1       |-         |2026-03-10 12:00:00|true       |已解决 · solved
        S2       |-         |2026-03-10 12:00:00|false      |未解决 · not solved
        S3       |-         |2026-03-13 10:00:00|true       |72小时整，有效 · after exactly 72 hours: valid
        S4       |K1        |2026-03-10 11:00:00|false      |同一接触的旧答卷，不计 · an older answer of the same contact
        S5       |K1        |2026-03-10 12:00:00|true       |最后一份，计入 · the last one counts
        S6       |-         |2026-03-13 10:00:01|true       |超过72小时，无效 · a second over 72 hours: not valid
        S7       |-         |2026-03-10 12:00:00|-          |未回答此题 · this question left open
        S8       |K2        |2026-03-10 12:00:00|true       |测试接触 · about a test contact`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 4, value: 3 / 4, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'S1、S2、S3、S5计入，三份表示已解决；S7未知，S8剔除；S4、S6不是有效答卷。',
      en: 'S1, S2, S3 and S5 count, three of them say solved; S7 is unknown, S8 excluded; S4 and S6 are not valid answers.',
    },
  },
})
