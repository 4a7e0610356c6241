import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'survey_response_rate',
  title: { zh: '参评率', en: 'Survey response rate' },
  article: '10.4',
  unit: 'rate',
  better: 'higher',
  from: 'marts.surveys',
  at: 'surveyed_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'is_delivered',
  excluded: 'is_test',
  numerator: 'is_valid',
  counts: {
    zh: '送达的邀请中72小时内有效答复的比例',
    en: 'Share of delivered invitations with a valid answer within 72 hours',
  },
  leavesOut: {
    zh: '测试；同一接触只计最后一份答卷',
    en: 'tests; only the last answer of a contact counts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
