import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'quantile',
  name: 'first_response_seconds_median',
  title: { zh: '首次响应时长中位数', en: 'Median first response time' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  leastDifference: 2,
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_text and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'first_response_seconds is null',
  value: 'first_response_seconds',
  quantile: 0.5,
  counts: { zh: '首次响应时长的中位数', en: 'Median of first response time' },
  leavesOut: {
    zh: '测试；时长缺失的接触不计入，列为未知',
    en: 'tests; contacts whose duration is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |outcome  |first_response_at  |is_test|note
        C1        |web_chat|answered |2026-03-05 10:00:10|false  |10秒 · 10 s
        C2        |app_chat|answered |2026-03-05 10:00:20|false  |20秒 · 20 s
        C3        |wechat  |answered |2026-03-05 10:00:30|false  |30秒 · 30 s
        C4        |web_chat|answered |2026-03-05 10:01:00|false  |60秒 · 60 s
        C5        |app_chat|answered |-                  |false  |响应时间缺失 · time of the response missing
        C6        |web_chat|answered |2026-03-05 10:00:05|true   |测试 · a test
        C7        |web_chat|abandoned|2026-03-05 10:00:15|false  |已放弃，不计 · gave up: left out
        C8        |phone   |answered |2026-03-05 10:00:05|false  |电话不计 · phone is not covered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: null, denominator: 4, value: 25, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: '四个时长10、20、30、60秒，中位数在第2与第3个之间：(20＋30)÷2＝25秒。',
      en: 'Four times, 10, 20, 30, 60 s; the median lies between the second and the third: (20 + 30) / 2 = 25 s.',
    },
  },
})
