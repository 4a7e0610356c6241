import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_d4_mean',
  title: { zh: '问题解决与投诉处理均分', en: 'Problem solving and complaints, mean score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'd4_score is null',
  sum: 'd4_score',
  counts: {
    zh: '随机抽检中“问题解决与投诉处理”一项得分的平均（第七条）',
    en: 'Mean section score of random inspections (Article 7)',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；不适用列为未知',
    en: 'targeted and invalid inspections; not applicable counts as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
