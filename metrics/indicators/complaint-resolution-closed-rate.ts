import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_resolution_closed_rate',
  title: { zh: '办结解决率', en: 'Resolution of closed complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: "not is_valid or outcome = 'open'",
  numerator: 'is_resolved',
  counts: {
    zh: '本期办结的投诉中已解决的比例',
    en: 'Share of complaints closed in the period that were resolved',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构、办结后重开未结',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution, complaints open again',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
