import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_rate',
  title: { zh: '一次性解决率', en: 'First-contact resolution' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'not is_identified or is_first_7d',
  unknown: 'not is_identified',
  immature: 'not is_matured_7d',
  numerator: 'is_resolved_7d',
  counts: {
    zh: '首次接触后7日内同一客户未因同类问题在任何渠道再次联系的比例',
    en: 'Share of first contacts after which the customer did not come back about the same need within 7 days, on any channel',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知；观察期未满列为未成熟',
    en: 'tests, unanswered contacts; unidentified ones count as unknown, open windows as immature',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
