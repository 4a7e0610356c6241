import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'stock',
  name: 'complaint_overdue_count',
  title: { zh: '超期未结投诉', en: 'Overdue complaints' },
  article: '10.6',
  unit: 'count',
  better: 'lower',
  from: 'marts.complaint_spells',
  at: 'overdue_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'overdue_on is not null',
  leaves: 'ended_on',
  counts: {
    zh: '期末已超过办理时限仍未办结的投诉件数',
    en: 'Complaints open at the end of the period whose due day is over',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
