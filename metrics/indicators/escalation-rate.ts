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
    zh: '合并的重复投诉、转出他机构；是否升级不明列为未知',
    en: 'merged duplicates, complaints passed to another institution; those that do not say count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome        |is_escalated|note
        P1          |2026-03-02 09:00|open           |true        |升级 · escalated
        P2          |2026-03-03 09:00|resolved       |false       |
        P3          |2026-03-04 09:00|unresolved     |false       |
        P4          |2026-03-05 09:00|withdrawn      |true        |撤诉也算收到 · withdrawn ones were received
        P5          |2026-03-06 09:00|open           |-           |是否升级不明 · not known
        P6          |2026-03-07 09:00|duplicate      |true        |合并 · merged
        P7          |2026-03-08 09:00|transferred_out|true        |转出他机构 · passed on`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: '收到且知道是否升级的有P1–P4四件，P1、P4升级；P5未知，P6、P7剔除。',
      en: 'Four complaints received, P1 to P4, say whether they were escalated; P1 and P4 were. P5 is unknown, P6 and P7 are excluded.',
    },
  },
})
