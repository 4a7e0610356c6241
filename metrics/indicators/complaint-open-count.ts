import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'stock',
  name: 'complaint_open_count',
  title: { zh: '在办投诉', en: 'Open complaints' },
  article: '10.6',
  unit: 'count',
  better: 'lower',
  from: 'marts.complaint_spells',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  leaves: 'ended_on',
  counts: {
    zh: '期末在办的投诉件数，含重开未结',
    en: 'Complaints open at the end of the period, reopened ones included',
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
        complaint_id|received_at        |closed_at          |outcome  |reopened_at     |note
        P1          |2025-12-20 09:00   |-                  |open     |-               |往年收到，仍在办 · received last year, still open
        P2          |2026-03-10 09:00   |-                  |open     |-               |在办 · open
        P3          |2026-03-12 09:00   |2026-04-01 00:00:00|resolved |-               |4月1日零时办结，月末仍在办 · closed at the midnight after: open at the end
        P4          |2026-02-10 09:00   |2026-02-20 09:00:00|open     |2026-03-25 09:00|重开未结 · open again
        P5          |2026-02-15 09:00   |2026-03-31 23:59:59|resolved |-               |月末前1秒办结 · closed one second before the end
        P6          |2026-03-05 09:00   |-                  |withdrawn|-               |撤诉 · withdrawn
        P7          |2026-03-06 09:00   |-                  |duplicate|-               |合并 · merged
        P8          |2026-04-01 00:00:00|-                  |open     |-               |4月收到 · received in April`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 4, denominator: null, value: 4 },
    because: {
      zh: '3月末在办P1–P4四件；P5已办结，P6、P7不是有效投诉，P8尚未收到。',
      en: 'Four complaints are open at the end of March, P1 to P4; P5 is closed, P6 and P7 are not valid, P8 has not been received.',
    },
  },
})
