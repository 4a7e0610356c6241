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
})
