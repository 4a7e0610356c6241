import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'survey_invite_rate',
  title: { zh: '邀评率', en: 'Survey invitation rate' },
  article: '10.4',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_inbound and is_answered',
  excluded: 'is_test',
  numerator: 'was_surveyed',
  counts: {
    zh: '接通的呼入服务中发出评价邀请的比例',
    en: 'Share of answered inbound contacts that were surveyed',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
