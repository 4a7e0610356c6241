import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'connect_rate_gross',
  title: { zh: '毛接通率', en: 'Gross connect rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'has_queue and is_agent_request',
  excluded: 'is_test',
  numerator: 'is_answered',
  counts: {
    zh: '全部转人工请求中由人工接通的比例，不作任何剔除',
    en: 'Share of all requests for a person that were answered, nothing left out but tests',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel    |outcome           |ended_at           |requested_agent|is_test|note
        C1        |phone      |answered          |-                  |true           |false  |接通 · answered
        C2        |branch_desk|answered          |-                  |true           |false  |接通 · answered
        C3        |phone      |abandoned         |2026-03-05 10:00:04|true           |false  |短放弃也计入 · a short abandon counts here
        C4        |phone      |callback_requested|-                  |true           |false  |请求回拨也计入 · a callback request counts
        C5        |video      |blocked           |-                  |true           |false  |线路忙也计入 · a busy line counts
        C6        |phone      |out_of_hours      |-                  |true           |false  |非服务时间也计入 · out of hours counts
        C7        |phone      |answered          |-                  |true           |true   |测试 · a test
        C8        |phone      |contained         |-                  |false          |false  |未转人工 · never asked for a person
        C9        |app_chat   |answered          |-                  |true           |false  |在线渠道不含 · chat is not covered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 6, value: 2 / 6, excluded_count: 1 },
    because: {
      zh: '六次转人工请求（C1–C6）不论结果都计入，接通两次；只剔除测试C7。',
      en: 'Six requests for a person, C1 to C6, count whatever became of them; two were answered. Only the test C7 is excluded.',
    },
  },
})
