import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_resolution_closed_rate',
  title: { zh: '办结解决率', en: 'Resolution of closed complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: "not is_valid or outcome = 'open'",
  numerator: 'is_resolved',
  counts: {
    zh: '本期办结的投诉中已解决的比例',
    en: 'Share of complaints closed in the period that were resolved',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构、办结后重开未结',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution, complaints open again',
  },
  maturity: {
    zh: '办结时；重开后以最终结果为准',
    en: 'at the closing; after a reopening at the final result',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at          |outcome   |reopened_at     |note
        P1          |2026-02-20 09:00|2026-03-02 09:00   |resolved  |-               |2月收到，3月办结 · received in February, closed in March
        P2          |2026-03-20 09:00|2026-03-31 23:59:59|resolved  |-               |本月最后一秒 · last second of the month
        P3          |2026-03-02 09:00|2026-03-06 09:00   |resolved  |2026-03-12 09:00|重开后解决 · resolved after it was opened again
        P4          |2026-03-02 09:00|2026-03-03 09:00   |unresolved|-               |办结未解决 · closed, not resolved
        P5          |2026-03-02 09:00|2026-03-04 09:00   |open      |2026-03-10 09:00|重开未结 · open again
        P6          |2026-03-02 09:00|2026-03-05 09:00   |withdrawn |-               |撤诉 · withdrawn
        P7          |2026-03-02 09:00|-                  |open      |-               |未结 · open
        P8          |2026-02-10 09:00|2026-02-28 09:00   |resolved  |-               |2月办结 · closed in February`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 4, value: 3 / 4, excluded_count: 2 },
    because: {
      zh: '3月办结且未重开在办的有P1–P4四件，P1–P3已解决；P5、P6剔除。',
      en: 'Four complaints were closed in March and are not open again, P1 to P4; P1 to P3 were resolved. P5 and P6 are excluded.',
    },
  },
})
