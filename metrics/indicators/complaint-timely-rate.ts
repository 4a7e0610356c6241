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
  maturity: {
    zh: '办理到期日结束，即次日零时',
    en: 'when the due day is over, at the midnight after it',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |limit_days|closed_at       |outcome   |note
        P1          |2026-03-01 09:00|15        |2026-03-16 23:59|resolved  |3月16日到期，当日办结 · due 16 March, closed that day
        P2          |2026-03-01 09:00|15        |2026-03-17 00:00|resolved  |过期1分钟 · a minute too late
        P3          |2026-02-10 09:00|30        |2026-03-12 17:00|unresolved|3月12日到期，及时 · due 12 March: in time
        P4          |2026-02-20 09:00|15        |-               |open      |3月7日到期，未结 · due 7 March, still open
        P5          |2026-03-16 09:00|15        |2026-03-20 09:00|resolved  |3月31日到期，刚满 · due 31 March: just over
        P6          |2026-03-17 09:00|15        |2026-03-18 09:00|resolved  |4月1日到期，提前办结也未成熟 · due 1 April: immature though closed
        P7          |2026-03-01 09:00|15        |2026-03-05 09:00|withdrawn |撤诉 · withdrawn
        P8          |2026-03-01 09:00|15        |2026-03-05 09:00|duplicate |合并 · merged
        P9          |2025-12-10 09:00|15        |2026-01-20 09:00|resolved  |上年到期 · due the year before`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026',
    expect: { numerator: 3, denominator: 5, value: 3 / 5, excluded_count: 2, immature_count: 1 },
    because: {
      zh: '2026年内到期且期限已过的有P1–P5五件，P1、P3、P5及时；P6未成熟，P7、P8剔除。',
      en: 'Five complaints fell due in 2026 and their due day is over, P1 to P5; P1, P3 and P5 were in time. P6 is immature, P7 and P8 are excluded.',
    },
  },
})
