import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'transfer_rate',
  title: { zh: '转接率', en: 'Transfer rate' },
  article: '10.3',
  unit: 'rate',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_agent_request and is_answered',
  excluded: 'not is_offered',
  numerator: 'is_transferred',
  counts: {
    zh: '人工接通的接触中转给其他坐席的比例',
    en: 'Share of answered contacts that were passed on to another agent',
  },
  leavesOut: {
    zh: '测试；没有转接标记的按未转接计',
    en: 'tests; a contact without the mark counts as not passed on',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |outcome  |is_transferred|is_test|note
        C1        |phone   |answered |true          |false  |转接 · passed on
        C2        |phone   |answered |false         |false  |未转接 · not passed on
        C3        |web_chat|answered |false         |false  |文字渠道也计入 · text counts
        C4        |phone   |answered |-             |false  |没有标记 · no mark
        C5        |phone   |answered |true          |true   |测试 · a test
        C6        |phone   |abandoned|-             |false  |未接通 · not answered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1, denominator: 4, value: 1 / 4, excluded_count: 1 },
    because: {
      zh: 'C1–C4计入，只有C1转接；C5剔除。',
      en: 'C1 to C4 count, C1 alone was passed on; C5 is excluded.',
    },
  },
})
