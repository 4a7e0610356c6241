import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'csat_mean',
  title: { zh: '满意度均分', en: 'Mean satisfaction' },
  article: '10.4',
  unit: 'points',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test or scale = 3',
  unknown: 'rating is null or scale is null',
  sum: 'rating',
  counts: { zh: '五级量表评分的平均', en: 'Mean rating on the five-point scale' },
  leavesOut: {
    zh: '测试、三级量表；未评分列为未知',
    en: 'tests, three-point scales; answers without a rating count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
