import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'self_service_rate',
  title: { zh: '自助完成率', en: 'Self-service rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_inbound',
  excluded: 'is_test',
  numerator: "outcome = 'contained'",
  counts: {
    zh: '呼入服务中由自助或智能客服完成的比例',
    en: 'Share of inbound contacts that were completed without a person',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |direction|requested_agent|outcome  |is_test|note
        C1        |phone   |inbound  |false          |contained|false  |语音菜单内完成 · done in the voice menu
        C2        |bot     |inbound  |false          |contained|false  |智能客服完成 · done by the virtual agent
        C3        |phone   |inbound  |true           |answered |false  |人工服务 · served by a person
        C4        |web_chat|inbound  |true           |abandoned|false  |放弃也在分母 · an abandon is in the denominator
        C5        |email   |inbound  |true           |answered |false  |所有渠道都计入 · every channel counts
        C6        |phone   |inbound  |true           |blocked  |false  |线路忙也在分母 · so is a busy line
        C7        |bot     |inbound  |false          |contained|true   |测试 · a test
        C8        |phone   |outbound |true           |answered |false  |呼出不计 · outbound is left out`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 6, value: 2 / 6, excluded_count: 1 },
    because: {
      zh: '六次呼入（C1–C6），两次自助完成；剔除测试C7。',
      en: 'Six inbound contacts, C1 to C6, two of them completed without a person; the test C7 is excluded.',
    },
  },
})
