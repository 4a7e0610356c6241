import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'abandon_rate',
  title: { zh: '放弃率', en: 'Abandon rate' },
  article: '10.1',
  unit: 'rate',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'has_queue and is_agent_request',
  excluded: 'not is_offered',
  numerator: 'not is_answered',
  counts: {
    zh: '排队客户中未等到人工而放弃的比例',
    en: 'Share of customers in a queue who gave up before a person served them',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel    |outcome           |ended_at           |is_test|note
        C1        |phone      |answered          |-                  |false  |接通 · answered
        C2        |phone      |answered          |-                  |false  |接通 · answered
        C3        |branch_desk|answered          |-                  |false  |接通 · answered
        C4        |phone      |abandoned         |2026-03-05 10:00:05|false  |满5秒，算放弃 · exactly 5 s: an abandon
        C5        |video      |abandoned         |2026-03-05 10:01:00|false  |60秒 · 60 s
        C6        |phone      |abandoned         |2026-03-05 10:00:04|false  |4秒，短放弃 · 4 s, a short abandon
        C7        |phone      |callback_requested|2026-03-05 10:00:30|false  |请求回拨不算放弃 · a callback request is no abandon
        C8        |phone      |abandoned         |2026-03-05 10:01:30|true   |测试 · a test
        C9        |wechat     |abandoned         |2026-03-05 10:02:00|false  |微信没有排队 · WeChat has no queue`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 5, value: 2 / 5, excluded_count: 3 },
    because: {
      zh: 'C1–C5计入，C4、C5放弃；C6–C8剔除；C9的渠道不属于本指标。',
      en: 'C1 to C5 count, C4 and C5 gave up; C6 to C8 are excluded; the channel of C9 is not covered.',
    },
  },
})
