import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'escalation_rate',
  title: { zh: '升级投诉率', en: 'Escalation rate' },
  article: '10.5',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_received',
  unknown: 'is_escalated is null',
  numerator: 'is_escalated',
  counts: {
    zh: '收到的投诉中升级的比例',
    en: 'Share of complaints received that went to a higher body',
  },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
