import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_d3_mean',
  title: { zh: '沟通质量均分', en: 'Communication, mean score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'd3_score is null',
  sum: 'd3_score',
  counts: {
    zh: '随机抽检中“沟通质量”一项得分的平均（第六条）',
    en: 'Mean section score of random inspections (Article 6)',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；不适用列为未知',
    en: 'targeted and invalid inspections; not applicable counts as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
