import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_timely_rate',
  title: { zh: '投诉处理及时率', en: 'Complaints closed in time' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'due_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  immature: 'not is_matured',
  numerator: 'is_timely',
  counts: {
    zh: '本期到期的投诉中在时限内办结的比例',
    en: 'Share of complaints due in the period that were closed by their due day',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构；时限未到列为未成熟',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution; those not yet due count as immature',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
