import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_resolution_rate',
  title: { zh: '投诉解决率', en: 'Complaint resolution rate' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  numerator: 'is_resolved',
  counts: {
    zh: '本期收到的投诉中已解决的比例',
    en: 'Share of complaints received in the period that are resolved',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  maturity: {
    zh: '办结时；未结的先计为未解决',
    en: 'at the closing; until then a complaint counts as not resolved',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at       |outcome        |reopened_at     |note
        P1          |2026-03-02 09:00|2026-03-05 09:00|resolved       |-               |已解决 · resolved
        P2          |2026-03-21 09:00|2026-03-31 23:59|resolved       |-               |已解决 · resolved
        P3          |2026-03-03 09:00|2026-03-08 09:00|unresolved     |-               |办结未解决 · closed, not resolved
        P4          |2026-03-04 09:00|-               |open           |-               |未结 · open
        P5          |2026-03-05 09:00|2026-03-10 09:00|open           |2026-03-15 09:00|重开未结 · open again
        P6          |2026-03-20 09:00|2026-04-01 09:00|resolved       |-               |截止之后才办结 · closed after the cut-off
        P7          |2026-03-06 09:00|2026-03-07 09:00|withdrawn      |-               |撤诉 · withdrawn
        P8          |2026-03-07 09:00|2026-03-08 09:00|transferred_out|-               |转出他机构 · passed on`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 6, value: 2 / 6, excluded_count: 2 },
    because: {
      zh: '3月收到的有效投诉P1–P6六件，截止时已解决P1、P2两件；P7、P8剔除。',
      en: 'Six valid complaints were received in March, P1 to P6; by the cut-off P1 and P2 were resolved. P7 and P8 are excluded.',
    },
  },
})
