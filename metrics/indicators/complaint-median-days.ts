import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'survival_median',
  name: 'complaint_median_days',
  title: { zh: '办理天数中位数', en: 'Median days to close' },
  article: '10.6',
  unit: 'days',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  days: 'open_days',
  event: 'is_closed',
  counts: {
    zh: '本期收到的投诉从收到到首次办结天数的中位数（Kaplan–Meier，未结按截尾处理）',
    en: 'Median local days from receipt to first closing by Kaplan and Meier; open complaints are censored',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
