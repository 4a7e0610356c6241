import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'quantile',
  name: 'queue_wait_p90',
  title: { zh: '排队等待P90', en: 'Queue wait, 90th percentile' },
  article: '10.1',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'wait_seconds is null',
  value: 'wait_seconds',
  quantile: 0.9,
  counts: {
    zh: '九成接通客户不超过的排队等待',
    en: 'Wait that nine answered customers in ten do not exceed',
  },
  leavesOut: {
    zh: '测试；接通时间缺失列为未知',
    en: 'tests; contacts whose time of answer is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel|answered_at        |is_test|note
        C1        |phone  |2026-03-05 10:00:10|false  |10
        C2        |phone  |2026-03-05 10:00:20|false  |20
        C3        |video  |2026-03-05 10:00:40|false  |40
        C4        |phone  |2026-03-05 10:01:00|false  |60
        C5        |phone  |2026-03-05 10:01:20|false  |80
        C6        |phone  |2026-03-05 10:03:00|false  |180
        C7        |phone  |-                  |false  |接通时间缺失 · time of the answer missing
        C8        |phone  |2026-03-05 10:09:00|true   |测试 · a test`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: null, denominator: 6, value: 130, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: '六个等待10、20、40、60、80、180秒；位置(6−1)×0.9＝4.5，第5与第6个的正中：(80＋180)÷2＝130秒。',
      en: 'Six waits, 10, 20, 40, 60, 80, 180 s; the place is (6 − 1) × 0.9 = 4.5, midway between the fifth and the sixth: (80 + 180) / 2 = 130 s.',
    },
  },
})
