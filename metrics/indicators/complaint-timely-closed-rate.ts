import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_timely_closed_rate',
  title: { zh: '办结及时率', en: 'Timeliness of closed complaints' },
  article: '10.6',
  unit: 'rate',
  better: 'higher',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: 'not is_valid',
  numerator: 'is_timely',
  counts: {
    zh: '本期办结的投诉中在时限内办结的比例；超期未结不在其中，偏高',
    en: 'Share of complaints closed in the period that were in time; leaves out what is still open, hence too good',
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
        complaint_id|received_at     |closed_at       |outcome   |reopened_at     |note
        P1          |2026-03-01 09:00|2026-03-16 23:59|resolved  |-               |到期日办结，及时 · closed on its due day: in time
        P2          |2026-02-10 09:00|2026-03-02 09:00|resolved  |-               |2月25日到期，过期 · due 25 February: too late
        P3          |2026-03-20 09:00|2026-03-25 09:00|unresolved|-               |尚未到期，也计入 · not due yet, counts all the same
        P4          |2026-03-05 09:00|2026-03-10 09:00|open      |2026-03-20 09:00|重开不改变首次办结 · its first closing stands
        P5          |2026-02-01 09:00|-               |open      |-               |超期未结，不在其中 · overdue and open: not in it
        P6          |2026-03-01 09:00|2026-03-05 09:00|withdrawn |-               |撤诉 · withdrawn
        P7          |2026-02-20 09:00|2026-02-28 09:00|resolved  |-               |2月办结 · closed in February`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 4, value: 3 / 4, excluded_count: 1 },
    because: {
      zh: '3月办结的有P1–P4四件，P1、P3、P4及时；P6剔除。超期未结的P5不在其中，所以本指标偏高。',
      en: 'Four complaints were closed in March, P1 to P4; P1, P3 and P4 in time. P6 is excluded. P5, overdue and open, is not in it: the rate is too good.',
    },
  },
})
