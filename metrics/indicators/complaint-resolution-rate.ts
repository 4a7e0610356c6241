import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_resolution_rate',
  title: { zh: '投诉解决率', en: 'Complaint resolution rate' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  numerator: 'is_resolved',
  counts: {
    zh: '本期收到的投诉中已解决的比例',
    en: 'Share of complaints received in the period that are resolved',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
