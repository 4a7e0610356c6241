import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'csat_top2_rate',
  title: { zh: '客户满意度', en: 'Customer satisfaction' },
  article: '10.4',
  unit: 'rate',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test or scale = 3',
  unknown: 'rating is null or scale is null',
  numerator: 'rating >= 4',
  counts: {
    zh: '五级量表中评4分或5分的比例',
    en: 'Share of answers of 4 or 5 on the five-point scale',
  },
  leavesOut: {
    zh: '测试、三级量表；未评分列为未知',
    en: 'tests, three-point scales; answers without a rating count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
