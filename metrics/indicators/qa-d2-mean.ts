import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_d2_mean',
  title: { zh: '服务流程均分', en: 'Process, mean score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'd2_score is null',
  sum: 'd2_score',
  counts: {
    zh: '随机抽检中“服务流程”一项得分的平均（第五条）',
    en: 'Mean section score of random inspections (Article 5)',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；不适用列为未知',
    en: 'targeted and invalid inspections; not applicable counts as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
