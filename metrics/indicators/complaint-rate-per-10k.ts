import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaint_rate_per_10k',
  title: { zh: '投诉率', en: 'Complaint rate' },
  article: '10.5',
  unit: 'per_10k',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 10000,
  per: {
    from: 'marts.contacts',
    at: 'started_on',
    rows: 'is_inbound and is_answered and not is_test',
  },
  counts: {
    zh: '每万次人工接通服务收到的投诉件数',
    en: 'Complaints received per 10,000 answered inbound contacts',
  },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
