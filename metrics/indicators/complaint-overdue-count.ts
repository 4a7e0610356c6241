import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'stock',
  name: 'complaint_overdue_count',
  title: { zh: '超期未结投诉', en: 'Overdue complaints' },
  article: '10.6',
  unit: 'count',
  better: 'lower',
  from: 'marts.complaint_spells',
  at: 'overdue_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'overdue_on is not null',
  leaves: 'ended_on',
  counts: {
    zh: '期末已超过办理时限仍未办结的投诉件数',
    en: 'Complaints open at the end of the period whose due day is over',
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
        complaint_id|received_at     |limit_days|closed_at       |outcome  |reopened_at     |note
        P1          |2026-03-16 09:00|15        |-               |open     |-               |3月31日到期，刚过 · due 31 March: just over
        P2          |2026-02-20 09:00|30        |-               |open     |-               |3月22日到期 · due 22 March
        P3          |2026-02-01 09:00|15        |2026-02-10 09:00|open     |2026-03-10 09:00|重开后3月25日到期 · opened again, due 25 March
        P4          |2026-03-17 09:00|15        |-               |open     |-               |4月1日到期 · due 1 April
        P5          |2026-02-01 09:00|15        |2026-02-10 09:00|open     |2026-03-20 09:00|重开后4月4日到期 · opened again, due 4 April
        P6          |2026-03-01 09:00|15        |2026-03-20 09:00|resolved |-               |超期但已办结 · late, but closed
        P7          |2026-02-01 09:00|15        |-               |withdrawn|-               |撤诉 · withdrawn`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: null, value: 3 },
    because: {
      zh: '3月末在办且期限已过的有P1–P3三件；重开的投诉从重开日另计期限。',
      en: 'Three complaints are open at the end of March with their due day over, P1 to P3; one that is opened again has its limit from that day.',
    },
  },
})
