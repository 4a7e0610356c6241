import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_reopen_rate',
  title: { zh: '投诉重开率', en: 'Complaint reopen rate' },
  article: '10.6',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: 'not is_valid',
  immature: 'not is_reopen_matured',
  numerator: 'is_reopened_30d',
  counts: {
    zh: '本期办结的投诉中30日内重开的比例',
    en: 'Share of complaints closed in the period that were opened again within 30 days',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构；办结未满30日列为未成熟',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution; those closed less than 30 days ago count as immature',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
