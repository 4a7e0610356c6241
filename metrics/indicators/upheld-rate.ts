import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'upheld_rate',
  title: { zh: '投诉责任成立率', en: 'Upheld complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: 'not is_valid',
  unknown: 'is_upheld is null',
  numerator: 'is_upheld',
  counts: {
    zh: '本期办结的投诉中认定本行有责的比例',
    en: 'Share of complaints closed in the period in which the bank was at fault',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构；是否有责不明列为未知',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution; those that do not say count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at       |outcome  |is_upheld|note
        P1          |2026-02-20 09:00|2026-03-02 09:00|resolved |true     |有责 · at fault
        P2          |2026-03-03 09:00|2026-03-10 09:00|resolved |false    |无责 · not at fault
        P3          |2026-03-04 09:00|2026-03-11 09:00|resolved |false    |无责 · not at fault
        P4          |2026-03-05 09:00|2026-03-12 09:00|resolved |-        |不明 · not known
        P5          |2026-03-05 09:00|2026-03-12 09:00|withdrawn|true     |撤诉 · withdrawn
        P6          |2026-03-20 09:00|-               |open     |true     |未结 · open`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1, denominator: 3, value: 1 / 3, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: '三月办结且认定明确的有P1–P3，P1有责；P4未知，P5剔除，P6未结。',
      en: 'P1 to P3 were closed in March with a verdict, and P1 was upheld; P4 is unknown, P5 excluded, P6 open.',
    },
  },
})
