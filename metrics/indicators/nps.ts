import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'nps',
  title: { zh: '净推荐值', en: 'Net promoter score' },
  article: '10.4',
  unit: 'points',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_valid',
  excluded: 'is_test',
  unknown: 'nps_score is null',
  sum: 'case when nps_score >= 9 then 1 when nps_score <= 6 then -1 else 0 end',
  scale: 100,
  counts: {
    zh: '推荐者（9–10分）比例减贬损者（0–6分）比例，乘100',
    en: 'Share of promoters (9–10) less share of detractors (0–6), times 100',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
