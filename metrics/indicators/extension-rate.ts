import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'extension_rate',
  title: { zh: '投诉延期率', en: 'Extended complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_received',
  excluded: 'not is_valid',
  numerator: 'limit_days > 15',
  counts: {
    zh: '本期收到的有效投诉中，办理时限超过15日（经批准延期）的比例',
    en: 'Share of valid complaints received in the period whose limit was extended beyond 15 days',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |limit_days|note
        P1          |2026-03-02 09:00|open     |15        |未延期 · not extended
        P2          |2026-03-03 09:00|open     |30        |延至30日 · extended to 30 days
        P3          |2026-03-04 09:00|resolved |60        |再延至60日 · extended again to 60
        P4          |2026-03-05 09:00|resolved |15        |未延期 · not extended
        P5          |2026-03-06 09:00|withdrawn|30        |撤诉 · withdrawn
        P6          |2026-03-07 09:00|duplicate|30        |合并不计 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 1 },
    because: {
      zh: '三月收到的有效投诉P1–P4四件，P2、P3延期；P5剔除，P6不算收到。',
      en: 'Four valid complaints were received in March, P1 to P4, and P2 and P3 extended; P5 is excluded, P6 does not count as received.',
    },
  },
})
