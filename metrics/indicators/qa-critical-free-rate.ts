import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'qa_critical_free_rate',
  title: { zh: '无致命差错率', en: 'Free of critical errors' },
  article: '10.7',
  unit: 'rate',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  numerator: 'is_critical_free',
  counts: {
    zh: '随机抽检中无致命差错的比例',
    en: 'Share of random inspections without a critical error',
  },
  leavesOut: { zh: '定向抽检、无效质检', en: 'targeted and invalid inspections' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
