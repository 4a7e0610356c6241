import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaints_per_1k_outlets',
  title: { zh: '千营业网点投诉量', en: 'Complaints per 1,000 outlets' },
  article: '10.5',
  unit: 'per_1k',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['department'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 1000,
  per: { exposure: 'outlets' },
  counts: { zh: '每千个营业网点收到的投诉件数', en: 'Complaints received per 1,000 outlets' },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
