import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'survey_response_rate',
  title: { zh: '参评率', en: 'Survey response rate' },
  article: '10.4',
  unit: 'rate',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_delivered',
  excluded: 'is_test',
  numerator: 'is_valid',
  counts: {
    zh: '送达的邀请中72小时内有效答复的比例',
    en: 'Share of delivered invitations with a valid answer within 72 hours',
  },
  leavesOut: {
    zh: '测试；同一接触只计最后一份答卷',
    en: 'tests; only the last answer of a contact counts',
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
        contact_id|started_at      |is_test
        K1        |2026-03-05 10:00|false
        K2        |2026-03-05 10:00|true
        K3        |2026-02-28 23:50|false`,
      surveys: `
        survey_id|contact_id|delivered|responded_at       |rating|note
        S1       |-         |true     |2026-03-10 12:00:00|5     |有效 · valid
        S2       |-         |true     |2026-03-10 12:00:00|-     |未评分也有效 · valid without a rating
        S3       |-         |true     |2026-03-13 10:00:00|4     |72小时整，有效 · after exactly 72 hours: valid
        S4       |-         |true     |2026-03-13 10:00:01|4     |超过72小时 · a second over 72 hours
        S5       |-         |true     |-                  |-     |未答复 · no answer
        S6       |K1        |true     |2026-03-10 11:00:00|1     |同一接触的旧答卷 · an older answer of the same contact
        S7       |K1        |true     |2026-03-10 12:00:00|5     |最后一份，有效 · the last one is valid
        S8       |-         |false    |-                  |-     |未送达 · not delivered
        S9       |K2        |true     |2026-03-10 12:00:00|5     |测试接触 · about a test contact
        S10      |K3        |true     |2026-03-10 12:00:00|5     |接触在2月，属2月 · belongs to February, like its contact`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 4, denominator: 7, value: 4 / 7, excluded_count: 1 },
    because: {
      zh: '3月送达的邀请有S1–S7七份，有效答复S1、S2、S3、S7四份；S9剔除，S8未送达，S10属2月。',
      en: 'Seven invitations of March arrived, S1 to S7; S1, S2, S3 and S7 had a valid answer. S9 is excluded, S8 did not arrive, S10 is of February.',
    },
  },
})
