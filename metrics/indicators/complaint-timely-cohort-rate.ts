import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_timely_cohort_rate',
  title: { zh: '受理及时率', en: 'Timeliness of complaints received' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  immature: 'not is_matured',
  numerator: 'is_timely',
  counts: {
    zh: '本期收到且已到期的投诉中在时限内办结的比例',
    en: 'Share of complaints received in the period and due by now that were closed in time',
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
        complaint_id|received_at     |limit_days|closed_at       |outcome  |note
        P1          |2026-03-01 09:00|15        |2026-03-16 23:59|resolved |到期日办结，及时 · closed on its due day: in time
        P2          |2026-03-02 09:00|15        |2026-03-18 00:00|resolved |3月17日到期，过期 · due 17 March: too late
        P3          |2026-03-05 09:00|15        |-               |open     |3月20日到期，未结 · due 20 March, still open
        P4          |2026-03-16 09:00|15        |2026-03-31 20:00|resolved |3月31日到期，刚满 · due 31 March: just over
        P5          |2026-03-17 09:00|15        |2026-03-18 09:00|resolved |4月1日到期，提前办结也未成熟 · due 1 April: immature though closed
        P6          |2026-03-10 09:00|30        |-               |open     |4月9日到期 · due 9 April
        P7          |2026-03-03 09:00|15        |2026-03-04 09:00|withdrawn|撤诉 · withdrawn
        P8          |2026-02-28 09:00|15        |2026-03-02 09:00|resolved |2月收到 · received in February`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 1, immature_count: 2 },
    because: {
      zh: '3月收到且到期的有P1–P4四件，P1、P4及时；P5、P6未成熟，P7剔除，P8属2月。',
      en: 'Four complaints received in March are due, P1 to P4; P1 and P4 were in time. P5 and P6 are immature, P7 is excluded, P8 is of February.',
    },
  },
})
