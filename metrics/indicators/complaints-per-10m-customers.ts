import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaints_per_10m_customers',
  title: { zh: '千万客户投诉量', en: 'Complaints per 10 million customers' },
  article: '10.5',
  unit: 'per_10m',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['department'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 10000000,
  per: { exposure: 'customers' },
  counts: {
    zh: '每千万个人客户收到的投诉件数',
    en: 'Complaints received per 10 million customers',
  },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
