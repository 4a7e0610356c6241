import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_survey_rate',
  title: { zh: '客户反馈解决率', en: 'Resolution as customers say' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test',
  unknown: 'is_resolved is null',
  numerator: 'is_resolved',
  counts: {
    zh: '有效答卷中客户表示问题已解决的比例',
    en: 'Share of valid answers that say the matter is solved',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
