import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'asa_seconds',
  title: { zh: '平均应答速度', en: 'Average speed of answer' },
  article: '10.1',
  unit: 'seconds',
  better: 'lower',
  leastDifference: 2,
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'wait_seconds is null',
  sum: 'wait_seconds',
  counts: {
    zh: '接通客户从进入排队到接通的平均等待',
    en: 'Mean wait of answered customers from entering the queue',
  },
  leavesOut: {
    zh: '测试；接通时间缺失的接触列为未知',
    en: 'tests; contacts whose time of answer is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel    |outcome  |answered_at        |is_test|note
        C1        |phone      |answered |2026-03-05 10:00:10|false  |等待10秒 · waited 10 s
        C2        |phone      |answered |2026-03-05 10:00:20|false  |等待20秒 · waited 20 s
        C3        |video      |answered |2026-03-05 10:01:00|false  |等待60秒 · waited 60 s
        C4        |phone      |answered |-                  |false  |接通时间缺失 · time of the answer missing
        C5        |phone      |answered |2026-03-05 10:00:05|true   |测试 · a test
        C6        |phone      |abandoned|-                  |false  |未接通 · not answered
        C7        |branch_desk|answered |2026-03-05 10:05:00|false  |网点不计 · the branch desk is not covered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 90, denominator: 3, value: 90 / 3, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'C1–C3等待10＋20＋60＝90秒，平均30秒；C4未知，C5剔除。',
      en: 'C1 to C3 waited 10 + 20 + 60 = 90 s, 30 s on average; C4 is unknown, C5 excluded.',
    },
  },
})
