import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'service_level_20s',
  title: { zh: '20秒服务水平', en: 'Service level within 20 s' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request',
  excluded: 'not is_offered',
  unknown: 'is_answered and wait_seconds is null',
  numerator: 'is_answered and wait_seconds <= 20',
  counts: {
    zh: '20秒内接通的比例（含等待20秒整）',
    en: 'Share answered within 20 seconds, inclusive',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间；接通时间缺失列为未知',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts; those whose time of answer is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel    |outcome           |answered_at        |ended_at           |note
        C1        |phone      |answered          |2026-03-05 10:00:20|-                  |正好20秒，达标 · exactly 20 s: within
        C2        |phone      |answered          |2026-03-05 10:00:21|-                  |21秒，未达标 · 21 s: not within
        C3        |video      |answered          |2026-03-05 10:00:05|-                  |视频也计入 · video counts
        C4        |phone      |abandoned         |-                  |2026-03-05 10:00:05|满5秒放弃，在分母 · gave up after exactly 5 s: in the denominator
        C5        |phone      |abandoned         |-                  |2026-03-05 10:00:40|放弃 · gave up
        C6        |phone      |abandoned         |-                  |2026-03-05 10:00:04|4秒，短放弃 · 4 s, a short abandon
        C7        |phone      |callback_requested|-                  |2026-03-05 10:00:30|请求回拨 · asked to be called back
        C8        |phone      |answered          |-                  |2026-03-05 10:05:00|接通时间缺失 · time of the answer missing
        C9        |branch_desk|answered          |2026-03-05 10:00:03|-                  |网点不计 · the branch desk is not covered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 5, value: 2 / 5, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: 'C1–C5计入，C1、C3在20秒内接通；C6、C7剔除；C8虽接通但不知等待多久，列为未知。',
      en: 'C1 to C5 count, C1 and C3 were answered within 20 s; C6 and C7 are excluded; how long C8 waited is unknown.',
    },
  },
})
