import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'repeat_contact_rate_7d',
  title: { zh: '7日重复来电率', en: 'Repeat contact rate, 7 days' },
  article: '10.3',
  unit: 'rate',
  better: 'lower',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'true',
  unknown: 'not is_identified',
  numerator: 'is_repeat_7d',
  counts: {
    zh: '7日内因同类问题已联系过的比例',
    en: 'Share of contacts about a need that had a contact in the 7 days before',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知',
    en: 'tests, unanswered contacts; unidentified ones count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
