import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_score_mean',
  title: { zh: '质检均分', en: 'Mean inspection score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'total_score is null',
  sum: 'total_score',
  counts: {
    zh: '随机抽检总分的平均；有致命差错的计0分',
    en: 'Mean total of random inspections; a critical error makes it 0',
  },
  leavesOut: { zh: '定向抽检、无效质检', en: 'targeted and invalid inspections' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
