import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'response_rate',
  title: { zh: '在线响应率', en: 'Response rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_text and is_agent_request',
  excluded: 'not is_offered',
  unknown: 'is_in_response_limit is null',
  numerator: 'is_in_response_limit',
  counts: {
    zh: '在线渠道转人工客户中30秒内收到人工首次响应的比例',
    en: 'Share of chat customers who got a first message of a person within 30 seconds',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间；响应时间缺失列为未知',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts; those whose time of response is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |outcome  |first_response_at  |ended_at           |is_test|note
        C1        |web_chat|answered |2026-03-05 10:00:30|-                  |false  |正好30秒，及时 · exactly 30 s: in time
        C2        |app_chat|answered |2026-03-05 10:00:31|-                  |false  |31秒，超时 · 31 s: late
        C3        |web_chat|abandoned|-                  |2026-03-05 10:00:10|false  |满10秒才离开，计入 · left after exactly 10 s: counts
        C4        |app_chat|abandoned|2026-03-05 10:00:05|2026-03-05 10:00:08|false  |已有人工响应，计入且及时 · had a response: counts, in time
        C5        |web_chat|abandoned|-                  |2026-03-05 10:00:09|false  |9秒，短放弃 · 9 s, a short abandon
        C6        |wechat  |answered |2026-03-05 10:00:02|-                  |true   |测试 · a test
        C7        |wechat  |answered |-                  |-                  |false  |首次响应时间缺失 · time of the response missing
        C8        |phone   |answered |2026-03-05 10:00:02|-                  |false  |电话看接通率 · phone is connect_rate's`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: 'C1–C4计入，C1、C4在30秒内得到响应；C5、C6剔除，C7未知。',
      en: 'C1 to C4 count, C1 and C4 had a response within 30 s; C5 and C6 are excluded, C7 is unknown.',
    },
  },
})
