import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'withdrawn_rate',
  title: { zh: '撤诉率', en: 'Withdrawn complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_received',
  numerator: "outcome = 'withdrawn'",
  counts: {
    zh: '本期收到的投诉中截至数据截止时已撤回的比例',
    en: 'Share of complaints received in the period that were withdrawn by the cut-off',
  },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |note
        P1          |2026-03-02 09:00|withdrawn|撤诉 · withdrawn
        P2          |2026-03-03 09:00|open     |在办 · open
        P3          |2026-03-04 09:00|resolved |已解决 · resolved
        P4          |2026-03-05 09:00|duplicate|合并不计 · merged
        P5          |2026-02-27 09:00|withdrawn|二月收到 · received in February`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1, denominator: 3, value: 1 / 3 },
    because: {
      zh: '三月收到P1–P3三件，P1撤诉；P4不算收到，P5属二月。',
      en: 'Three complaints were received in March, P1 to P3, and P1 was withdrawn; P4 does not count as received, P5 belongs to February.',
    },
  },
})
