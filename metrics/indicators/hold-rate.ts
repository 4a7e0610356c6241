import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'hold_rate',
  title: { zh: '通话保持率', en: 'Calls on hold' },
  article: '10.2',
  unit: 'rate',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'hold_seconds is null',
  numerator: 'hold_seconds > 0',
  counts: {
    zh: '接通通话中曾让客户保持等待的比例',
    en: 'Share of answered calls in which the customer was put on hold',
  },
  leavesOut: {
    zh: '测试；保持时长缺失列为未知',
    en: 'tests; calls whose hold time is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |hold_seconds|is_test|note
        C1        |phone   |0           |false  |没有保持 · no hold
        C2        |phone   |1           |false  |保持1秒 · a second
        C3        |video   |45          |false  |视频也计入 · video counts
        C4        |phone   |0           |false  |没有保持 · no hold
        C5        |phone   |-           |false  |保持时长缺失 · hold time missing
        C6        |phone   |60          |true   |测试 · a test
        C7        |web_chat|60          |false  |文字渠道不计 · text is not covered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'C1–C4计入，C2、C3保持过；C5未知，C6剔除。',
      en: 'C1 to C4 count, C2 and C3 were put on hold; C5 is unknown, C6 excluded.',
    },
  },
})
