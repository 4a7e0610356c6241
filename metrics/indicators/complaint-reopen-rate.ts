import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'complaint_reopen_rate',
  title: { zh: '投诉重开率', en: 'Complaint reopen rate' },
  article: '10.6',
  unit: 'rate',
  better: 'lower',
  from: 'marts.complaints',
  at: 'closed_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'is_closed',
  excluded: 'not is_valid',
  immature: 'not is_reopen_matured',
  numerator: 'is_reopened_30d',
  counts: {
    zh: '本期办结的投诉中30日内重开的比例',
    en: 'Share of complaints closed in the period that were opened again within 30 days',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构；办结未满30日列为未成熟',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution; those closed less than 30 days ago count as immature',
  },
  maturity: { zh: '办结满30×24小时', en: '30 × 24 hours after the closing' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at          |outcome   |reopened_at        |note
        P1          |2026-01-20 09:00|2026-02-01 10:00:00|resolved  |2026-03-03 10:00:00|30日整重开，计入 · opened again after exactly 30 days
        P2          |2026-01-20 09:00|2026-02-01 10:00:00|resolved  |2026-03-03 10:00:01|超过30日1秒 · a second over 30 days
        P3          |2026-01-10 09:00|2026-01-20 09:00:00|resolved  |2026-01-21 09:00:00|次日重开 · opened again the next day
        P4          |2026-01-05 09:00|2026-01-15 09:00:00|unresolved|-                  |未重开 · not opened again
        P5          |2026-02-20 09:00|2026-03-02 00:00:00|resolved  |-                  |30日刚满 · its 30 days are just over
        P6          |2026-02-20 09:00|2026-03-02 00:00:01|resolved  |-                  |还差1秒，未成熟 · one second short
        P7          |2026-03-10 09:00|2026-03-20 09:00:00|open      |2026-03-25 09:00:00|已重开也未成熟 · immature though open again
        P8          |2026-01-05 09:00|2026-01-10 09:00:00|withdrawn |-                  |撤诉 · withdrawn
        P9          |2026-01-05 09:00|-                  |open      |-                  |未结 · open`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-Q1',
    expect: { numerator: 2, denominator: 5, value: 2 / 5, excluded_count: 1, immature_count: 2 },
    because: {
      zh: '本季办结且满30日的有P1–P5五件，P1、P3在30日内重开；P6、P7未成熟，P8剔除。',
      en: 'Five complaints of the quarter were closed at least 30 days ago, P1 to P5; P1 and P3 were opened again within 30 days. P6 and P7 are immature, P8 is excluded.',
    },
  },
})
