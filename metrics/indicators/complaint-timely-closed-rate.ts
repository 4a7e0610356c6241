import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_timely_closed_rate',
  title: { zh: '办结及时率', en: 'Timeliness of closed complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: 'not is_valid',
  numerator: 'is_timely',
  counts: {
    zh: '本期办结的投诉中在时限内办结的比例；超期未结不在其中，偏高',
    en: 'Share of complaints closed in the period that were in time; leaves out what is still open, hence too good',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
