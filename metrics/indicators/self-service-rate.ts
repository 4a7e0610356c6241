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
})
