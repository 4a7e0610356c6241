import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'qa_pass_rate',
  title: { zh: '质检合格率', en: 'Inspection pass rate' },
  article: '10.7',
  unit: 'rate',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'is_passed is null',
  numerator: 'is_passed',
  counts: {
    zh: '随机抽检中总分不低于85分且无致命差错的比例',
    en: 'Share of random inspections with a total of at least 85 and no critical error',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；各项均不适用列为未知',
    en: 'targeted and invalid inspections; those without any applicable section count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
