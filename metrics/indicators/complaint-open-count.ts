import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'stock',
  name: 'complaint_open_count',
  title: { zh: '在办投诉', en: 'Open complaints' },
  article: '10.6',
  unit: 'count',
  better: 'lower',
  from: 'marts.complaint_spells',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  leaves: 'ended_on',
  counts: {
    zh: '期末在办的投诉件数，含重开未结',
    en: 'Complaints open at the end of the period, reopened ones included',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
