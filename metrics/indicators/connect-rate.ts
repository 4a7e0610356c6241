import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'connect_rate',
  title: { zh: '电话接通率', en: 'Connect rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'has_queue and is_agent_request',
  excluded: 'not is_offered',
  numerator: 'is_answered',
  counts: {
    zh: '电话、视频和网点排队客户中由人工接通的比例',
    en: 'Share of customers in a queue (phone, video, branch desk) whom a person served',
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
        contact_id|channel    |outcome           |ended_at           |requested_agent|is_test|note
        C1        |phone      |answered          |-                  |true           |false  |接通 · answered
        C2        |video      |answered          |-                  |true           |false  |视频也排队 · video has a queue too
        C3        |branch_desk|abandoned         |2026-03-05 10:00:05|true           |false  |满5秒才放弃，计入 · gave up after exactly 5 s: counts
        C4        |phone      |abandoned         |-                  |true           |false  |结束时间缺失，不算短放弃 · no end known: not short
        C5        |phone      |abandoned         |2026-03-05 10:00:04|true           |false  |4秒，短放弃 · 4 s, a short abandon
        C6        |phone      |callback_requested|-                  |true           |false  |请求回拨 · asked to be called back
        C7        |phone      |blocked           |-                  |true           |false  |线路忙 · line busy
        C8        |phone      |out_of_hours      |-                  |true           |false  |非服务时间 · out of hours
        C9        |phone      |answered          |-                  |true           |true   |测试 · a test
        C10       |phone      |contained         |-                  |false          |false  |自助完成，未转人工 · never asked for a person
        C11       |web_chat   |answered          |-                  |true           |false  |在线渠道看响应率 · chat is response_rate's`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 5 },
    because: {
      zh: '计入C1–C4四个，其中C1、C2接通；C5–C9剔除；C10、C11不属于本指标。',
      en: 'C1 to C4 count, C1 and C2 were answered; C5 to C9 are excluded; C10 and C11 are not of this indicator.',
    },
  },
})
